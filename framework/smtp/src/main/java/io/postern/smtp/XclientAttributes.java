// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The attributes of XCLIENT, as Postfix's XCLIENT_README has them. */
final class XclientAttributes {
    private static final int PORT_LIMIT = 65_535;
    private static final int PORT_DIGITS = 5;
    private static final String IPV6 = "IPV6:";

    private XclientAttributes() {}

    static String line(Map<String, String> attributes) {
        return new TreeMap<>(attributes)
                .entrySet().stream()
                        .map(entry -> " " + entry.getKey() + "=" + Xtext.encode(entry.getValue()))
                        .collect(Collectors.joining("", "XCLIENT", ""));
    }

    static Map<String, String> read(String argument) throws Refusal {
        Map<String, String> attributes = new HashMap<>();
        ParameterReader reader = new ParameterReader(" " + argument);
        while (reader.next()) {
            String name = reader.keyword();
            String value =
                    Xtext.decode(reader.value())
                            .orElseThrow(() -> Refusal.badArgument("Bad value of " + name));
            if (!isGood(name, value) || attributes.put(name, value) != null) {
                throw Refusal.badArgument("Bad attribute " + name);
            }
        }
        if (reader.isBroken() || attributes.isEmpty()) {
            throw Refusal.badArgument("Syntax: XCLIENT attribute=value ...");
        }
        return attributes;
    }

    private static boolean isGood(String name, String value) {
        boolean unknown =
                value.equalsIgnoreCase("[UNAVAILABLE]") || value.equalsIgnoreCase("[TEMPUNAVAIL]");
        return switch (name) {
            case "NAME", "HELO", "LOGIN" -> !value.isEmpty();
            case "ADDR", "DESTADDR" -> unknown || isAddress(value);
            case "PORT", "DESTPORT" -> unknown || isPort(value);
            case "PROTO" -> value.equalsIgnoreCase("SMTP") || value.equalsIgnoreCase("ESMTP");
            default -> false;
        };
    }

    private static boolean isAddress(String value) {
        return value.regionMatches(true, 0, IPV6, 0, IPV6.length())
                ? Syntax.isIpv6(value.substring(IPV6.length()))
                : Syntax.isIpv4(value);
    }

    private static boolean isPort(String value) {
        return Syntax.isNumber(value)
                && value.length() <= PORT_DIGITS
                && Syntax.number(value) <= PORT_LIMIT;
    }
}
