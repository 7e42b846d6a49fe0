// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a server offers in its reply to EHLO (RFC 5321 section 4.1.1.1).
 *
 * @param keywords each in upper case, with its parameters, which may be empty
 */
public record Extensions(Map<String, String> keywords) {
    /** None, as after HELO. */
    public static final Extensions NONE = new Extensions(Map.of());

    public Extensions {
        keywords = Map.copyOf(keywords);
    }

    /** Those of a 250 reply to EHLO; the first line is the server's name. */
    public static Extensions of(Reply reply) {
        Map<String, String> keywords = new HashMap<>();
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            String text = line.strip();
            int space = text.indexOf(' ');
            String keyword = space < 0 ? text : text.substring(0, space);
            keywords.putIfAbsent(
                    keyword.toUpperCase(Locale.ROOT),
                    space < 0 ? "" : text.substring(space + 1).strip());
        }
        return new Extensions(keywords);
    }

    /** Whether the keyword, in upper case, was offered. */
    public boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    /** The largest message the server takes (RFC 1870 section 3); empty where it doesn't say. */
    public OptionalLong size() {
        ParameterReader size = new ParameterReader(" SIZE=" + keywords.getOrDefault("SIZE", ""));
        boolean said = size.next() && size.isNumber() && size.number() > 0;
        return said ? OptionalLong.of(size.number()) : OptionalLong.empty();
    }
}
