// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.regex.Pattern;

/** Domain names (RFC 5321 section 2.3.5) and what a router's {@code domains:} may hold. */
final class DomainFormat {
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    /** The last label isn't all digits: that would be an address, or a mistake. */
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)(" + LABEL + "\\.)*(?!\\d+$)" + LABEL);

    private DomainFormat() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** A name or an address literal, as {@code [192.0.2.1]}, {@code [IPv6:2001:db8::1]}. */
    static Parsed domain(String text) {
        return isName(text) || isLiteral(text)
                ? Parsed.good(text)
                : Parsed.no("domain (as example.org)", text);
    }

    /** A domain, {@code local}, {@code relay}, or {@code *.} and a name. */
    static Parsed pattern(String text) {
        boolean good = isName(text.startsWith("*.") ? text.substring(2) : text) || isLiteral(text);
        return good
                ? Parsed.good(text)
                : Parsed.no("domain (as example.org, *.example.org, local, relay)", text);
    }

    private static boolean isLiteral(String text) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return false;
        }
        String inner = text.substring(1, text.length() - 1);
        boolean six = inner.regionMatches(true, 0, "IPv6:", 0, 5);
        String address = six ? inner.substring(5) : inner;
        return six == address.contains(":") && AddressFormat.address(address).isPresent();
    }
}
