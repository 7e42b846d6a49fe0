// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes the properties of one configuration from one entry of the file. */
final class EntryBinder {
    private final OptionBinder options;
    private final Needs needs;
    private final Problems problems;

    EntryBinder(OptionBinder options, Needs needs, Problems problems) {
        this.options = options;
        this.needs = needs;
        this.problems = problems;
    }

    /**
     * Binds whatever stands after a key: keys and values, nothing, or a plain value for the option
     * that takes one.
     */
    Map<String, Object> bind(Subject subject, Node body) {
        if (body instanceof Node.Mapping mapping) {
            return bind(subject, mapping, Set.of());
        }
        Map<String, Object> properties = new HashMap<>();
        Optional<OptionType> plain =
                body.isNothing() ? Optional.empty() : subject.declaration().plainOption();
        if (plain.isEmpty() && !body.isNothing()) {
            problems.report(body.at(), subject.label() + ": expected keys and values");
            return properties;
        }
        for (OptionType option : subject.declaration().options()) {
            boolean given = plain.filter(option::equals).isPresent();
            Optional<Object> value =
                    given
                            ? value(option, subject, subject.label(), body)
                            : options.standard(option, subject.at(), subject.label());
            value.ifPresent(known -> properties.put(option.property(), known));
            if (given && value.isPresent()) {
                Node.Entry entry = new Node.Entry(subject.at(), subject.label(), body);
                needs.check(option, entry, value.get(), problems);
            }
        }
        return properties;
    }

    /**
     * Binds keys and values.
     *
     * @param reserved keys that aren't the component's
     */
    Map<String, Object> bind(Subject subject, Node.Mapping body, Set<String> reserved) {
        refuseUnknown(subject, body, reserved);
        Map<String, Object> properties = new HashMap<>();
        for (OptionType option : subject.declaration().options()) {
            Optional<Node.Entry> entry =
                    body.find(option.key()).filter(found -> !reserved.contains(found.key()));
            Optional<Object> value =
                    entry.isPresent()
                            ? value(option, subject, option.key(), entry.get().value())
                            : options.standard(option, subject.at(), subject.label());
            value.ifPresent(known -> properties.put(option.property(), known));
            if (entry.isPresent() && value.isPresent()) {
                needs.check(option, entry.get(), value.get(), problems);
            }
        }
        return properties;
    }

    private Optional<Object> value(OptionType option, Subject subject, String called, Node node) {
        List<OptionType> keys = option.entry();
        if (keys.isEmpty() || node.isNothing()) {
            return options.bind(option, called, node);
        }
        Declaration entry = new Declaration(subject.declaration().section(), "", "", keys);
        EntryNames names = new EntryNames(problems);
        List<String> texts = new ArrayList<>();
        for (Node item : node instanceof Node.Sequence list ? list.items() : List.of(node)) {
            if (item instanceof Node.Mapping body) {
                Subject one = new Subject(entry, "an entry of " + subject.label(), item.at());
                texts.add(Data.json(new TreeMap<>(bind(one, body, Set.of()))));
                names.check(keys, body);
            } else {
                options.single(option, called, item)
                        .ifPresent(alone -> texts.add(alone.toString()));
            }
        }
        return Optional.of(texts.toArray(String[]::new));
    }

    private void refuseUnknown(Subject subject, Node.Mapping body, Set<String> reserved) {
        List<String> known = subject.keys(reserved);
        for (Node.Entry entry : body.entries()) {
            if (!known.contains(entry.key())) {
                problems.report(
                        entry.at(),
                        "unknown key %s in %s%s"
                                .formatted(
                                        Parsed.quoted(entry.key()),
                                        subject.label(),
                                        Suggestion.among(known, entry.key())));
            }
        }
    }

    /**
     * Whose configuration it is.
     *
     * @param label for messages
     * @param at where the entry stands
     */
    record Subject(Declaration declaration, String label, Place at) {
        boolean takesBoolean() {
            return declaration
                    .plainOption()
                    .filter(option -> option.type() == boolean.class)
                    .isPresent();
        }

        private List<String> keys(Set<String> reserved) {
            return Stream.concat(
                            reserved.stream(), declaration.options().stream().map(OptionType::key))
                    .toList();
        }
    }
}
