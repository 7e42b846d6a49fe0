// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import java.util.function.IntPredicate;

/** Keeps text from the network from becoming control (RELIABILITY: data cannot become control). */
final class Text {
    private Text() {}

    /**
     * The text with each control character replaced by a space: safe in a reply, a header, a log.
     */
    static String oneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return replaceControls(text);
            }
        }
        return text;
    }

    static boolean isPrintableAscii(String text) {
        return all(text, c -> c >= ' ' && c < 0x7f);
    }

    static boolean hasControls(String text) {
        return !all(text, c -> !Character.isISOControl(c));
    }

    /** Asked so often that a stream for each would be felt. */
    static boolean all(String text, IntPredicate good) {
        for (int i = 0; i < text.length(); i++) {
            if (!good.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static String checked(int subject, int detail, String text) {
        if (subject < 0 || subject > 999 || detail < 0 || detail > 999) {
            throw new IllegalArgumentException("no status code: x." + subject + "." + detail);
        }
        return text;
    }

    private static String replaceControls(String text) {
        StringBuilder clean = new StringBuilder(text);
        for (int i = 0; i < clean.length(); i++) {
            if (Character.isISOControl(clean.charAt(i))) {
                clean.setCharAt(i, ' ');
            }
        }
        return clean.toString();
    }
}
