// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the entries of sections that give each a name: listeners, routers, transports. */
final class NamedEntries {
    /** The key of the name in a list. */
    static final String NAME = "name";

    /** Names go to logs, metrics, file names and commands. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final Problems problems;
    private final Map<String, Place> seen = new HashMap<>();
    private final List<Named> entries = new ArrayList<>();

    private NamedEntries(Problems problems) {
        this.problems = problems;
    }

    /** The entries of {@code routers: [{name: ...}]}. */
    static List<Named> ofList(Node.Entry section, String noun, Problems problems) {
        NamedEntries named = new NamedEntries(problems);
        if (!(section.value() instanceof Node.Sequence list)) {
            problems.report(
                    section.value().at(),
                    section.key() + ": expected a list of entries, each with a name");
            return List.of();
        }
        for (Node item : list.items()) {
            if (item instanceof Node.Mapping body) {
                named.addItem(noun, body);
            } else {
                problems.report(item.at(), "a %s must be keys and values".formatted(noun));
            }
        }
        return named.entries;
    }

    /** The entries of {@code transports: {smtp: ...}}. */
    static List<Named> ofMap(Node.Entry section, String noun, Problems problems) {
        NamedEntries named = new NamedEntries(problems);
        if (!(section.value() instanceof Node.Mapping map)) {
            problems.report(section.value().at(), section.key() + ": expected names and entries");
            return List.of();
        }
        for (Node.Entry entry : map.entries()) {
            String label = "%s '%s'".formatted(noun, entry.key());
            if (entry.value() instanceof Node.Mapping body) {
                named.add(entry.key(), entry.at(), new Named(entry.key(), label, entry.at(), body));
            } else {
                problems.report(entry.value().at(), label + " must be keys and values");
            }
        }
        return named.entries;
    }

    private void addItem(String noun, Node.Mapping body) {
        Optional<Node.Scalar> name =
                body.find(NAME)
                        .map(Node.Entry::value)
                        .filter(Node.Scalar.class::isInstance)
                        .map(Node.Scalar.class::cast);
        if (name.isEmpty()) {
            problems.report(body.at(), "a %s needs a 'name'".formatted(noun));
            return;
        }
        String text = name.get().text();
        String label = "%s '%s'".formatted(noun, text);
        add(text, name.get().at(), new Named(text, label, body.at(), body));
    }

    private void add(String name, Place at, Named entry) {
        if (!FORM.matcher(name).matches()) {
            problems.report(
                    at,
                    Parsed.quoted(name)
                            + " is no name: letters, digits, '.', '_' and '-', at most 64");
            return;
        }
        Place first = seen.putIfAbsent(name, at);
        if (first != null) {
            problems.report(
                    at, "%s is already there in line %d".formatted(entry.label(), first.line()));
            return;
        }
        entries.add(entry);
    }

    /**
     * One entry.
     *
     * @param label for messages
     */
    record Named(String name, String label, Place at, Node.Mapping body) {}
}
