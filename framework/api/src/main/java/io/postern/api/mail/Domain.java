// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import java.util.Locale;

/**
 * The part of a mailbox after the {@code @}: a domain name or an address literal in brackets (RFC
 * 5321 section 4.1.2), in lower case. The grammar checks the syntax; here only what would break a
 * line or an address again is refused.
 *
 * @param name without a trailing dot
 */
public record Domain(String name) {
    public Domain {
        if (name.isEmpty() || name.endsWith(".") || name.length() > 255) {
            throw new IllegalArgumentException("no domain: '" + Text.oneLine(name) + "'");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c == '@' || c == '<' || c == '>' || c == 0x7f) {
                throw new IllegalArgumentException("no domain: '" + Text.oneLine(name) + "'");
            }
        }
        name = name.toLowerCase(Locale.ROOT);
    }

    /** Whether this is an address in brackets, as {@code [192.0.2.1]}. */
    public boolean isLiteral() {
        return name.startsWith("[");
    }

    /** Whether this domain lies below {@code parent}, and isn't it. */
    public boolean isBelow(Domain parent) {
        return name.endsWith("." + parent.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
