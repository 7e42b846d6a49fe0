// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.api.mail.Domain;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads {@code hostname:} and {@code domains:}. */
final class IdentityReader {
    static final String HOSTNAME = "hostname";
    static final String DOMAINS = "domains";

    private static final String LOCAL = "local";
    private static final String RELAY = "relay";

    private final Supplier<String> machine;
    private final Problems problems;

    /**
     * @param machine the name to take when the file has none; may ask a resolver
     */
    IdentityReader(Supplier<String> machine, Problems problems) {
        this.machine = machine;
        this.problems = problems;
    }

    Identity read(Node.Mapping root) {
        String hostname =
                root.find(HOSTNAME)
                        .filter(entry -> !entry.value().isNothing())
                        .map(entry -> hostname(entry.value()))
                        .orElseGet(machine);
        Node.Mapping domains = domains(root);
        List<DomainList.Item> local = list(domains, LOCAL);
        List<DomainList.Item> relay = list(domains, RELAY);
        refuseBoth(local, relay);
        return new Identity(hostname, names(local), names(relay));
    }

    private String hostname(Node node) {
        if (node instanceof Node.Scalar name && DomainFormat.isName(name.text())) {
            return name.text();
        }
        problems.report(node.at(), "hostname: expected the name of this host (as mx.example.org)");
        return "";
    }

    private Node.Mapping domains(Node.Mapping root) {
        Node.Mapping none = new Node.Mapping(Place.START, List.of());
        Node value = root.find(DOMAINS).map(Node.Entry::value).orElse(none);
        if (value.isNothing()) {
            return none;
        }
        if (!(value instanceof Node.Mapping domains)) {
            problems.report(value.at(), "domains: expected 'local: [...]' and 'relay: [...]'");
            return none;
        }
        List<String> known = List.of(LOCAL, RELAY);
        domains.entries().stream()
                .filter(entry -> !known.contains(entry.key()))
                .forEach(entry -> problems.report(entry.at(), unknown(entry.key(), known)));
        return domains;
    }

    private static String unknown(String key, List<String> known) {
        return "unknown key %s in domains%s"
                .formatted(Parsed.quoted(key), Suggestion.among(known, key));
    }

    private List<DomainList.Item> list(Node.Mapping domains, String key) {
        return domains.find(key)
                .filter(entry -> !entry.value().isNothing())
                .map(entry -> DomainList.read(key, entry.value(), DomainFormat::domain, problems))
                .orElse(List.of());
    }

    private void refuseBoth(List<DomainList.Item> local, List<DomainList.Item> relay) {
        Set<String> names = local.stream().map(DomainList.Item::text).collect(Collectors.toSet());
        relay.stream()
                .filter(item -> names.contains(item.text()))
                .forEach(item -> problems.report(item.at(), item.text() + " is local already"));
    }

    private static List<Domain> names(List<DomainList.Item> items) {
        return items.stream().map(item -> new Domain(item.text())).toList();
    }
}
