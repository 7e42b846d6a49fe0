// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.api.config.Option;
import io.postern.config.EntryBinder.Subject;
import io.postern.config.NamedEntries.Named;

import org.osgi.framework.Constants;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the sections whose entries are plugins: {@code routers transports auth relay lookups}. */
final class PluginReader {
    /** The service ranking of the first of a list; the next has one less. */
    static final int HIGHEST = 1000;

    private static final String TYPE = "type";
    private static final String DOMAINS = "domains";

    private final Declarations declarations;
    private final EntryBinder binder;
    private final Problems problems;

    PluginReader(Declarations declarations, EntryBinder binder, Problems problems) {
        this.declarations = declarations;
        this.binder = binder;
        this.problems = problems;
    }

    List<Setting> routers(Node.Entry section) {
        Set<String> reserved = Set.of(NamedEntries.NAME, TYPE, DOMAINS, FailureMode.KEY);
        List<Setting> settings = new ArrayList<>();
        int ranking = HIGHEST;
        for (Named named : NamedEntries.ofList(section, HookSection.ROUTERS.noun(), problems)) {
            Map<String, Object> more = new HashMap<>();
            more.put(Constants.SERVICE_RANKING, ranking--);
            named.body()
                    .find(DOMAINS)
                    .ifPresent(entry -> more.put(Setting.DOMAINS, domains(named, entry.value())));
            plugin(HookSection.ROUTERS, named, reserved, more).ifPresent(settings::add);
        }
        return settings;
    }

    List<Setting> transports(Node.Entry section) {
        return byName(HookSection.TRANSPORTS, section);
    }

    List<Setting> lookups(Node.Entry section) {
        return section.value().isNothing() ? List.of() : byName(HookSection.LOOKUPS, section);
    }

    private List<Setting> byName(HookSection hook, Node.Entry section) {
        Map<String, Object> more = Map.of(Constants.SERVICE_RANKING, 0);
        List<Setting> settings = new ArrayList<>();
        for (Named named : NamedEntries.ofMap(section, hook.noun(), problems)) {
            plugin(hook, named, Set.of(TYPE, FailureMode.KEY), more).ifPresent(settings::add);
        }
        return settings;
    }

    List<Setting> auth(Node.Entry section) {
        Set<String> reserved = Set.of(NamedEntries.NAME, TYPE, FailureMode.KEY);
        List<Setting> settings = new ArrayList<>();
        int ranking = HIGHEST;
        if (section.value().isNothing()) {
            return settings;
        }
        for (Named named :
                NamedEntries.ofListByType(section, HookSection.AUTH.noun(), TYPE, problems)) {
            Map<String, Object> more = Map.of(Constants.SERVICE_RANKING, ranking--);
            plugin(HookSection.AUTH, named, reserved, more).ifPresent(settings::add);
        }
        return settings;
    }

    List<Setting> relay(Node.Entry section) {
        List<Setting> settings = new ArrayList<>();
        if (section.value() instanceof Node.Mapping policies) {
            policies.entries().forEach(entry -> policy(entry).ifPresent(settings::add));
        } else if (!section.value().isNothing()) {
            problems.report(section.value().at(), "relay: expected types, as 'networks: [...]'");
        }
        return settings;
    }

    /** A bare {@code false} leaves the policy out, {@code true} takes it with its defaults. */
    private Optional<Setting> policy(Node.Entry entry) {
        String label = "%s '%s'".formatted(HookSection.RELAY.noun(), entry.key());
        Node.Scalar type = new Node.Scalar(entry.at(), entry.key(), true);
        Optional<Declaration> declared = declaration(HookSection.RELAY, "relay", type);
        Node body = entry.value();
        if (declared.isEmpty() || (body instanceof Node.Scalar scalar && scalar.is(false))) {
            return Optional.empty();
        }
        Subject subject = new Subject(declared.get(), label, entry.at());
        if (body instanceof Node.Scalar scalar && scalar.is(true) && !subject.takesBoolean()) {
            body = new Node.Mapping(entry.at(), List.of());
        }
        Map<String, Object> options =
                body instanceof Node.Mapping mapping
                        ? binder.bind(subject, mapping, Set.of(FailureMode.KEY))
                        : binder.bind(subject, body);
        Map<String, Object> more =
                new HashMap<>(FailureMode.of(HookSection.RELAY, label, body, problems));
        more.put(Setting.TYPE, entry.key());
        more.put(Constants.SERVICE_RANKING, 0);
        more.put(Setting.NETWORKS, networks(subject.declaration(), options));
        return Optional.of(Setting.of(subject, entry.key(), options, more));
    }

    /** What its options name of networks, for who proves what it permits. */
    private static String[] networks(Declaration declaration, Map<String, Object> options) {
        return declaration.options().stream()
                .filter(option -> option.kind() == Option.Kind.NETWORK)
                .map(option -> options.get(option.property()))
                .flatMap(
                        value ->
                                switch (value) {
                                    case String[] texts -> Stream.of(texts);
                                    case String text -> Stream.of(text);
                                    case null, default -> Stream.<String>empty();
                                })
                .toArray(String[]::new);
    }

    private Optional<Setting> plugin(
            HookSection section, Named named, Set<String> reserved, Map<String, Object> more) {
        Optional<Node> type = named.body().find(TYPE).map(Node.Entry::value);
        if (!(type.orElse(named.body()) instanceof Node.Scalar scalar)) {
            Place at = type.map(Node::at).orElse(named.at());
            problems.report(at, "%s needs a 'type'".formatted(named.label()));
            return Optional.empty();
        }
        Map<String, Object> all = new HashMap<>(more);
        all.put(Setting.TYPE, scalar.text());
        all.putAll(FailureMode.of(section, named.label(), named.body(), problems));
        return declaration(section, named.label(), scalar)
                .map(declaration -> new Subject(declaration, named.label(), named.at()))
                .map(
                        subject ->
                                Setting.of(
                                        subject,
                                        named.name(),
                                        binder.bind(subject, named.body(), reserved),
                                        all));
    }

    private Optional<Declaration> declaration(HookSection section, String label, Node.Scalar type) {
        Optional<Declaration> declaration = declarations.plugin(section, type.text());
        if (declaration.isEmpty()) {
            problems.report(
                    type.at(),
                    "%s: no plugin here has the type %s%s"
                            .formatted(
                                    label,
                                    Parsed.quoted(type.text()),
                                    Suggestion.among(declarations.types(section), type.text())));
        }
        return declaration;
    }

    private String[] domains(Named router, Node value) {
        List<DomainList.Item> items =
                DomainList.read(DOMAINS, value, DomainFormat::pattern, problems);
        if (value instanceof Node.Sequence list && list.items().isEmpty()) {
            problems.report(
                    value.at(),
                    "domains: none, so %s would never be asked".formatted(router.label()));
        }
        return items.stream().map(DomainList.Item::text).toArray(String[]::new);
    }
}
