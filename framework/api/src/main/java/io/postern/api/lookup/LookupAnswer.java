// SPDX-License-Identifier: Apache-2.0
package io.postern.api.lookup;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/**
 * What a {@link Lookup} says. Not knowing is an answer of its own, so that nobody takes it for
 * "no".
 */
@ProviderType
public sealed interface LookupAnswer {
    /** These values, at least one, in the order in which they are kept. */
    record Found(List<String> values) implements LookupAnswer {
        public Found {
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("found, and no value");
            }
        }

        /** A single value. */
        public Found(String value) {
            this(List.of(value));
        }
    }

    /** There is nothing under that key. */
    record Absent() implements LookupAnswer {}

    /**
     * Nobody can tell now.
     *
     * @param reason for logs and operators, one line
     */
    record Unknown(String reason) implements LookupAnswer {}
}
