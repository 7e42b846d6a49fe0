// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

/** Text from plugins and peers, made fit for one line of a log, a header or a report. */
final class Line {
    private static final int MOST = 400;

    private Line() {}

    /** Without control characters, and bounded. */
    static String of(String text) {
        return clean(text, false);
    }

    /** The same in US-ASCII, with a question mark for each character that isn't. */
    static String ascii(String text) {
        return clean(text, true);
    }

    private static String clean(String text, boolean ascii) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), MOST));
        for (int i = 0; i < text.length() && i < MOST; i++) {
            char c = text.charAt(i);
            char shown = ascii && c > 126 ? '?' : c;
            clean.append(Character.isISOControl(c) ? ' ' : shown);
        }
        return clean.toString();
    }
}
