// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.transport.Deferral;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a recipient was put off, as its state in the spool keeps it: {@code mx1.example.net: 4.2.1
 * come back later}.
 *
 * @param host who said so; empty where nobody was asked
 * @param code as {@code 4.2.1}
 */
record Reason(String host, String code, String text) {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\S+): )?(4\\.\\d{1,3}\\.\\d{1,3})(?: (.*))?");

    /** Of a deferral. */
    static Reason of(Deferral deferral) {
        return new Reason(
                deferral.peer().host(), deferral.status().code(), deferral.status().text());
    }

    /** Reads what was kept; another text, as none before the first attempt, has a code of 4.0.0. */
    static Reason read(String kept) {
        Matcher matcher = FORM.matcher(kept);
        if (!matcher.matches()) {
            return new Reason("", "4.0.0", kept.isEmpty() ? "not tried yet" : kept);
        }
        return new Reason(group(matcher, 1), group(matcher, 2), group(matcher, 3));
    }

    private static String group(Matcher matcher, int number) {
        String group = matcher.group(number);
        return group == null ? "" : group;
    }

    /** One line, bounded. */
    @Override
    public String toString() {
        return Line.of((host.isEmpty() ? "" : host + ": ") + code + " " + text);
    }
}
