// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

/** Names of domains and hosts as operators write them: one, or {@code *.} and all below it. */
final class NamePattern {
    private NamePattern() {}

    /** Whether a name is meant; both in lower case. */
    static boolean matches(String pattern, String name) {
        return pattern.startsWith("*.")
                ? name.endsWith(pattern.substring(1))
                : name.equals(pattern);
    }
}
