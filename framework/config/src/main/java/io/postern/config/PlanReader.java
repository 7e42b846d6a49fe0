// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.config.EntryBinder.Subject;
import io.postern.config.NamedEntries.Named;

import org.osgi.framework.Constants;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Checks a whole file against the declarations and makes the plan of it. */
final class PlanReader {
    private final Declarations declarations;
    private final Home home;
    private final Supplier<String> machine;

    /**
     * @param machine the name to take when the file has no hostname; may ask a resolver
     */
    PlanReader(Declarations declarations, Home home, Supplier<String> machine) {
        this.declarations = declarations;
        this.home = home;
        this.machine = machine;
    }

    /** The plan; empty when there are problems, which are then all that the file has. */
    Optional<Plan> read(Node.Mapping root, Problems problems) {
        EntryBinder binder =
                new EntryBinder(
                        new OptionBinder(home, names(root), problems), new Needs(root), problems);
        PluginReader plugins = new PluginReader(declarations, binder, problems);
        refuseUnknown(root, problems);
        Identity identity = new IdentityReader(machine, problems).read(root);
        // Before the scripts, which ask for them by name as they load.
        List<Setting> settings =
                new ArrayList<>(
                        root.find(HookSection.LOOKUPS.key())
                                .map(plugins::lookups)
                                .orElse(List.of()));
        settings.addAll(sections(root, binder));
        for (Declaration declaration : declarations.sections()) {
            if (declaration.isList()) {
                settings.addAll(list(declaration, root, binder, problems));
            }
        }
        required(HookSection.ROUTERS.key(), "no mail would be routed", root, problems)
                .ifPresent(entry -> settings.addAll(plugins.routers(entry)));
        required(HookSection.TRANSPORTS.key(), "no mail would be delivered", root, problems)
                .ifPresent(entry -> settings.addAll(plugins.transports(entry)));
        root.find(HookSection.AUTH.key()).ifPresent(entry -> settings.addAll(plugins.auth(entry)));
        root.find(HookSection.RELAY.key())
                .ifPresent(entry -> settings.addAll(plugins.relay(entry)));
        return problems.isEmpty() ? Optional.of(new Plan(identity, settings)) : Optional.empty();
    }

    private void refuseUnknown(Node.Mapping root, Problems problems) {
        Set<String> known = new TreeSet<>(Set.of(IdentityReader.HOSTNAME, IdentityReader.DOMAINS));
        declarations.sections().forEach(declaration -> known.add(declaration.section()));
        for (HookSection section : HookSection.values()) {
            known.add(section.key());
        }
        for (Node.Entry entry : root.entries()) {
            if (!known.contains(entry.key())) {
                problems.report(
                        entry.at(),
                        "unknown key %s%s"
                                .formatted(
                                        Parsed.quoted(entry.key()),
                                        Suggestion.among(known, entry.key())));
            }
        }
    }

    /** Each component that owns a section gets a configuration, if only one of defaults. */
    private List<Setting> sections(Node.Mapping root, EntryBinder binder) {
        List<Setting> settings = new ArrayList<>();
        for (Declaration declaration : declarations.sections()) {
            if (!declaration.isFactory()) {
                String section = declaration.section();
                Optional<Node.Entry> entry = root.find(section);
                Place at = entry.map(Node.Entry::at).orElse(Place.START);
                Node body = entry.map(Node.Entry::value).orElse(new Node.Mapping(at, List.of()));
                Subject subject = new Subject(declaration, section, at);
                settings.add(Setting.of(subject, section, binder.bind(subject, body), Map.of()));
            }
        }
        return settings;
    }

    /**
     * Rules are ranked, the first highest: those of shaping from 0 down, those of retry above 0,
     * where the queue's own schedule is. The rest is not: a listener that goes must not restart
     * those after it.
     */
    private static List<Setting> list(
            Declaration declaration, Node.Mapping root, EntryBinder binder, Problems problems) {
        String section = declaration.section();
        Optional<Node.Entry> entry =
                section.equals(Declaration.LISTENERS)
                        ? required(section, "no mail would come in", root, problems)
                        : root.find(section).filter(found -> !found.value().isNothing());
        List<Named> entries =
                entry.map(found -> NamedEntries.ofList(found, declaration.noun(), problems))
                        .orElse(List.of());
        List<Setting> settings = new ArrayList<>();
        int ranking = section.equals(Declaration.RETRY) ? entries.size() : 0;
        for (Named named : entries) {
            Subject subject = new Subject(declaration, named.label(), named.at());
            Map<String, Object> more =
                    declaration.isRanked()
                            ? Map.of(Constants.SERVICE_RANKING, ranking--)
                            : Map.of();
            settings.add(
                    Setting.of(
                            subject,
                            named.name(),
                            binder.bind(subject, named.body(), Set.of(NamedEntries.NAME)),
                            more));
        }
        return settings;
    }

    private static Optional<Node.Entry> required(
            String key, String consequence, Node.Mapping root, Problems problems) {
        Optional<Node.Entry> entry = root.find(key);
        Place at = entry.map(e -> e.value().at()).orElse(Place.START);
        boolean empty =
                switch (entry.map(Node.Entry::value).orElse(new Node.Scalar(at, "", true))) {
                    case Node.Scalar scalar -> scalar.isNull();
                    case Node.Sequence list -> list.items().isEmpty();
                    case Node.Mapping map -> map.entries().isEmpty();
                };
        if (empty) {
            problems.report(at, "%s: at least one is needed, else %s".formatted(key, consequence));
            return Optional.empty();
        }
        return entry;
    }

    private static OptionBinder.Names names(Node.Mapping root) {
        Set<String> transports =
                root.find(HookSection.TRANSPORTS.key())
                        .map(Node.Entry::value)
                        .filter(Node.Mapping.class::isInstance)
                        .map(map -> Set.copyOf(((Node.Mapping) map).keys()))
                        .orElse(Set.of());
        return new OptionBinder.Names(
                transports, NamedEntries.namesOf(root, Declaration.LISTENERS));
    }
}
