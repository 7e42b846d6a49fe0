// SPDX-License-Identifier: Apache-2.0
package io.postern.credentials;

import java.util.List;
import java.util.Optional;

/**
 * A user as the file has it, with the places of all, for messages and for editing.
 *
 * @param name a mailbox, or a local-part alone for every domain; as it is written
 * @param key where the name stands
 * @param value where what follows stands; of no length where that is nothing
 * @param form how that is written
 * @param fields what it holds, in order; none where it is no map
 */
public record UserEntry(String name, Span key, Span value, Form form, List<Field> fields) {
    public UserEntry {
        fields = List.copyOf(fields);
    }

    /** How a user's fields are written. */
    public enum Form {
        /** Not at all: {@code alice@example.org:}. */
        NOTHING,
        /** A field a line. */
        BLOCK,
        /** In braces. */
        BRACES,
        /** As those of another, by a YAML alias; they aren't listed. */
        ALIAS
    }

    /**
     * One field.
     *
     * @param values the text, or the texts of a list; none where it is nothing or something else
     * @param isList whether it is a list
     */
    public record Field(String name, Span key, Span value, List<String> values, boolean isList) {
        public Field {
            values = List.copyOf(values);
        }

        /** A field may hold a secret. */
        @Override
        public String toString() {
            return name + " at " + key;
        }
    }

    /**
     * A piece of the text.
     *
     * @param start where it begins, in chars of the text
     * @param end where the rest begins
     * @param line where it begins; counts from 1
     * @param column where it begins; counts from 1
     */
    public record Span(int start, int end, int line, int column) {}

    /** The field of that name. */
    public Optional<Field> field(String wanted) {
        return fields.stream().filter(field -> field.name().equals(wanted)).findFirst();
    }
}
