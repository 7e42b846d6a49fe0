// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the entries of sections that give each a name: listeners, routers, transports,
 * authenticators.
 */
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
        named.items(section, noun, NAME).forEach(body -> named.addItem(noun, body));
        return named.entries;
    }

    /** The names in a list, whatever else may be wrong with it. */
    static Set<String> namesOf(Node.Mapping root, String section) {
        return root.find(section).map(Node.Entry::value).stream()
                .filter(Node.Sequence.class::isInstance)
                .flatMap(list -> ((Node.Sequence) list).items().stream())
                .filter(Node.Mapping.class::isInstance)
                .flatMap(body -> scalar((Node.Mapping) body, NAME).stream())
                .map(Node.Scalar::text)
                .collect(Collectors.toSet());
    }

    /**
     * The entries of {@code auth: [{type: ...}]}, where a name may be left out: then it is the
     * type, or the type and a number where that name is taken.
     *
     * @param key of the type
     */
    static List<Named> ofListByType(
            Node.Entry section, String noun, String key, Problems problems) {
        NamedEntries named = new NamedEntries(problems);
        List<Node.Mapping> items = named.items(section, noun, key);
        items.stream()
                .filter(body -> body.find(NAME).isPresent())
                .forEach(body -> named.addItem(noun, body));
        items.stream()
                .filter(body -> body.find(NAME).isEmpty())
                .forEach(body -> named.addByType(noun, key, body));
        named.entries.sort(Comparator.comparing(entry -> entry.body().at()));
        return named.entries;
    }

    private List<Node.Mapping> items(Node.Entry section, String noun, String key) {
        if (!(section.value() instanceof Node.Sequence list)) {
            problems.report(
                    section.value().at(),
                    "%s: expected a list of entries, each with a %s".formatted(section.key(), key));
            return List.of();
        }
        List<Node.Mapping> bodies = new ArrayList<>();
        for (Node item : list.items()) {
            if (item instanceof Node.Mapping body) {
                bodies.add(body);
            } else {
                problems.report(item.at(), "%s must be keys and values".formatted(article(noun)));
            }
        }
        return bodies;
    }

    private void addByType(String noun, String key, Node.Mapping body) {
        Optional<Node.Scalar> type = scalar(body, key);
        if (type.isEmpty()) {
            problems.report(body.at(), "%s needs a '%s'".formatted(article(noun), key));
            return;
        }
        String name = free(type.get().text());
        add(
                name,
                type.get().at(),
                new Named(name, "%s '%s'".formatted(noun, name), body.at(), body));
    }

    /** A noun with the article that it has. */
    static String article(String noun) {
        return ("aeiou".indexOf(noun.charAt(0)) < 0 ? "a " : "an ") + noun;
    }

    private String free(String type) {
        String name = type;
        for (int number = 2; seen.containsKey(name); number++) {
            name = type + "-" + number;
        }
        return name;
    }

    private static Optional<Node.Scalar> scalar(Node.Mapping body, String key) {
        return body.find(key)
                .map(Node.Entry::value)
                .filter(Node.Scalar.class::isInstance)
                .map(Node.Scalar.class::cast);
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
        Optional<Node.Scalar> name = scalar(body, NAME);
        if (name.isEmpty()) {
            problems.report(body.at(), "%s needs a 'name'".formatted(article(noun)));
            return;
        }
        String text = name.get().text();
        String label = "%s '%s'".formatted(noun, text);
        add(text, name.get().at(), new Named(text, label, body.at(), body));
    }

    /** A name, if it has the form of one. */
    static Parsed name(String text) {
        return FORM.matcher(text).matches()
                ? Parsed.good(text)
                : new Parsed.Bad(
                        Parsed.quoted(text)
                                + " is no name: letters, digits, '.', '_' and '-', at most 64");
    }

    private void add(String name, Place at, Named entry) {
        if (name(name) instanceof Parsed.Bad bad) {
            problems.report(at, bad.why());
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
