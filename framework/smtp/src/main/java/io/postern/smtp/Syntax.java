// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.util.function.IntPredicate;

/** Character classes and literals of RFC 5321 section 4.1.2 and 4.1.3. */
final class Syntax {
    private Syntax() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
    }

    static boolean isAtext(char c) {
        return isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    /** Without the spaces and tabs around it. */
    static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Whether every char is such. Asked so often that a stream for each would be felt. */
    static boolean all(String text, IntPredicate good) {
        for (int i = 0; i < text.length(); i++) {
            if (!good.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether this is 1*20DIGIT (RFC 1870 section 3, RFC 3030 section 2). */
    static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 20 && all(text, c -> isDigit((char) c));
    }

    /** What {@link #isNumber} says is one; the largest long where it is larger. */
    static long number(String text) {
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (number > (Long.MAX_VALUE - digit) / 10) {
                return Long.MAX_VALUE;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** IPv4-address-literal, without brackets. */
    static boolean isIpv4(String text) {
        int numbers = 0;
        int start = 0;
        while (start <= text.length()) {
            int dot = text.indexOf('.', start);
            int end = dot < 0 ? text.length() : dot;
            if (!isSnum(text, start, end)) {
                return false;
            }
            numbers++;
            start = end + 1;
        }
        return numbers == 4;
    }

    /**
     * IPv6-addr: eight groups, or fewer around one {@code ::}; the last two may be an IPv4 address.
     */
    static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text) == 8;
        }
        int before = gap == 0 ? 0 : groups(text.substring(0, gap));
        String rest = text.substring(gap + 2);
        int after = rest.isEmpty() ? 0 : groups(rest);
        return before >= 0
                && after >= 0
                && before + after <= 7
                && !text.substring(0, gap).contains(".");
    }

    /** How many groups of 16 bits; -1 where it isn't a list of them. */
    private static int groups(String text) {
        int count = 0;
        int start = 0;
        while (start <= text.length()) {
            int colon = text.indexOf(':', start);
            String group = text.substring(start, colon < 0 ? text.length() : colon);
            if (colon < 0 && isIpv4(group)) {
                return count + 2;
            }
            if (group.isEmpty() || group.length() > 4 || !all(group, Syntax::isHex)) {
                return -1;
            }
            count++;
            start += group.length() + 1;
        }
        return count;
    }

    private static boolean isHex(int c) {
        return Character.digit(c, 16) >= 0 && c < 0x80;
    }

    private static boolean isSnum(String text, int start, int end) {
        int length = end - start;
        if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
            return false;
        }
        int number = 0;
        for (int i = start; i < end; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
            number = number * 10 + text.charAt(i) - '0';
        }
        return number <= 255;
    }
}
