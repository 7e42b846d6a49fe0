// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import java.util.Optional;

/**
 * The header before messages of the GS2 family (RFC 5801 section 4, RFC 5802 section 7).
 *
 * @param flag {@code n}, {@code y}, or {@code p=} and the type of the channel binding
 * @param authzid decoded, empty where there is none
 * @param length of the header, its last comma included
 */
record Gs2(String flag, String authzid, int length) {
    /** The header in front of this message; empty where there is none. */
    static Optional<Gs2> of(String message) {
        int first = message.indexOf(',');
        int second = first < 0 ? -1 : message.indexOf(',', first + 1);
        if (second < 0) {
            return Optional.empty();
        }
        String flag = message.substring(0, first);
        String authzid = message.substring(first + 1, second);
        boolean known =
                flag.equals("n")
                        || flag.equals("y")
                        || (flag.startsWith("p=") && flag.length() > 2);
        if (!known || !(authzid.isEmpty() || authzid.startsWith("a="))) {
            return Optional.empty();
        }
        return authzid.isEmpty()
                ? Optional.of(new Gs2(flag, "", second + 1))
                : name(authzid.substring(2)).map(name -> new Gs2(flag, name, second + 1));
    }

    /** A saslname without its escapes, prepared; empty where it isn't one. */
    static Optional<String> name(String escaped) {
        StringBuilder name = new StringBuilder();
        int at = 0;
        while (at < escaped.length()) {
            char c = escaped.charAt(at);
            if (c == '=' && escaped.startsWith("=2C", at)) {
                name.append(',');
                at += 3;
            } else if (c == '=' && escaped.startsWith("=3D", at)) {
                name.append('=');
                at += 3;
            } else if (c == '=' || c == ',' || c == 0) {
                return Optional.empty();
            } else {
                name.append(c);
                at++;
            }
        }
        return Prepared.of(name.toString());
    }

    /** A name as a saslname, with escapes. */
    static String escaped(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }
}
