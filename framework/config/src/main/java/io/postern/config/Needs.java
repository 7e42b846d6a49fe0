// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.api.config.Option;

import java.util.Optional;

/**
 * Checks that where an option has a value which needs another option, the file gives that one.
 *
 * @param root the whole file
 */
record Needs(Node.Mapping root) {
    /**
     * Reports it at the key where something is missing.
     *
     * @param entry its key as messages call it, and what the file says
     * @param value what the component gets for the entry
     */
    void check(OptionType option, Node.Entry entry, Object value, Problems problems) {
        Optional<String> needs = option.needs();
        if (needs.isEmpty() || option.isStandard(value) || isGiven(needs.get())) {
            return;
        }
        String text =
                entry.value() instanceof Node.Scalar scalar && option.kind() != Option.Kind.SECRET
                        ? entry.key() + ": " + scalar.text()
                        : entry.key();
        problems.report(
                entry.at(),
                "%s needs '%s' under %s:".formatted(text, key(needs.get()), section(needs.get())));
    }

    private boolean isGiven(String path) {
        return root.find(section(path))
                .map(Node.Entry::value)
                .filter(Node.Mapping.class::isInstance)
                .flatMap(section -> ((Node.Mapping) section).find(key(path)))
                .filter(entry -> !isEmpty(entry.value()))
                .isPresent();
    }

    private static boolean isEmpty(Node value) {
        return value.isNothing() || (value instanceof Node.Sequence list && list.items().isEmpty());
    }

    private static String section(String path) {
        return path.substring(0, path.indexOf('.'));
    }

    private static String key(String path) {
        return path.substring(path.indexOf('.') + 1);
    }
}
