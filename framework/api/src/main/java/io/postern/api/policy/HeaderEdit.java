// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import org.osgi.annotation.versioning.ProviderType;

/** One change of a header section. */
@ProviderType
public sealed interface HeaderEdit extends MessageEdit {
    /** A field put on top, below our own Received. */
    record Add(String name, String value) implements HeaderEdit {
        public Add {
            requireName(name);
            if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                throw new IllegalArgumentException("CR, LF or NUL in the value of " + name);
            }
        }
    }

    /** Every field of that name taken out. */
    record Remove(String name) implements HeaderEdit {
        public Remove {
            requireName(name);
        }
    }

    private static void requireName(String name) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':')) {
            throw new IllegalArgumentException("no field name (RFC 5322 section 3.6.8)");
        }
    }
}
