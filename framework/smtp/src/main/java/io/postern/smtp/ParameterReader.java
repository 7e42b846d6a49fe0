// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.util.Locale;

/**
 * Walks over esmtp-param (RFC 5321 section 4.1.2, RFC 6531 section 3.3): each a keyword, and maybe
 * {@code =} and a value, with spaces before it.
 */
final class ParameterReader {
    private static final int KEYWORD_LIMIT = 64;

    private final String text;
    private int at;
    private String keyword = "";
    private String value = "";
    private boolean broken;

    ParameterReader(String text) {
        this.text = text;
    }

    /** Goes to the next; false at the end and at what isn't one. */
    boolean next() {
        int start = at;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        if (at == text.length()) {
            return false;
        }
        int end = text.indexOf(' ', at);
        String parameter = text.substring(at, end < 0 ? text.length() : end);
        broken = at == start || !split(parameter);
        at += parameter.length();
        return !broken;
    }

    /** In upper case. */
    String keyword() {
        return keyword;
    }

    /** Empty where there is none. */
    String value() {
        return value;
    }

    boolean isBroken() {
        return broken;
    }

    boolean is(String other) {
        return value.equalsIgnoreCase(other);
    }

    private boolean split(String parameter) {
        int equals = parameter.indexOf('=');
        keyword =
                (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
        value = equals < 0 ? "" : parameter.substring(equals + 1);
        return isKeyword() && (equals < 0 || isValue());
    }

    private boolean isKeyword() {
        return !keyword.isEmpty()
                && keyword.length() <= KEYWORD_LIMIT
                && keyword.charAt(0) != '-'
                && Syntax.all(keyword, c -> Syntax.isLetterOrDigit((char) c) || c == '-');
    }

    private boolean isValue() {
        return !value.isEmpty()
                && Syntax.all(value, c -> c > ' ' && c != 0x7f && c != '=')
                && Utf8.isHarmless(value);
    }
}
