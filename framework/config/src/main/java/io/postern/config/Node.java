// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.List;
import java.util.Optional;

/** A piece of the file: data and where it stands, nothing else (no tags, no aliases). */
sealed interface Node {
    Place at();

    /**
     * A single value.
     *
     * @param plain whether it stood without quotes, so that it may be a number, true, false or null
     */
    record Scalar(Place at, String text, boolean plain) implements Node {
        boolean isNull() {
            return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }

        boolean is(boolean value) {
            return plain && text.equals(String.valueOf(value));
        }
    }

    /** A list. */
    record Sequence(Place at, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** Keys and values in the order of the file, each key once. */
    record Mapping(Place at, List<Entry> entries) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        Optional<Entry> find(String key) {
            return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
        }

        List<String> keys() {
            return entries.stream().map(Entry::key).toList();
        }
    }

    /**
     * One key and its value.
     *
     * @param at where the key stands
     */
    record Entry(Place at, String key, Node value) {}

    /** Whether nothing was written, as after {@code limits:}. */
    default boolean isNothing() {
        return this instanceof Scalar scalar && scalar.isNull();
    }
}
