// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.util.Locale;
import java.util.Optional;

/**
 * utf-8-enc-addr (RFC 6533 section 3): printable US-ASCII without {@code +}, {@code =} and {@code
 * \}, UTF-8, and anything as <code>\x{HEX}</code>.
 */
public final class EmbeddedUnicode {
    private static final String START = "\\x{";
    private static final int DIGITS_LIMIT = 6;

    private EmbeddedUnicode() {}

    /** In US-ASCII. */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            if (isPlain(c)) {
                                encoded.appendCodePoint(c);
                            } else {
                                String hex = Integer.toHexString(c).toUpperCase(Locale.ROOT);
                                encoded.append(START).append(hex).append('}');
                            }
                        });
        return encoded.toString();
    }

    /** What was encoded; empty where this isn't that, or a character controls something. */
    static Optional<String> decode(String encoded) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < encoded.length()) {
            int c = encoded.codePointAt(at);
            if (isPlain(c) || c >= 0x80) {
                text.appendCodePoint(c);
                at += Character.charCount(c);
                continue;
            }
            int end = encoded.startsWith(START, at) ? encoded.indexOf('}', at) : -1;
            int hidden = end < 0 ? -1 : codePoint(encoded.substring(at + START.length(), end));
            if (hidden < 0) {
                return Optional.empty();
            }
            text.appendCodePoint(hidden);
            at = end + 1;
        }
        return Optional.of(text.toString()).filter(Utf8::isHarmless);
    }

    /** HEXPOINT, two digits at least; -1 where it isn't a character. */
    private static int codePoint(String hex) {
        boolean digits =
                hex.length() >= 2
                        && hex.length() <= DIGITS_LIMIT
                        && hex.chars()
                                .allMatch(c -> Syntax.isDigit((char) c) || (c >= 'A' && c <= 'F'));
        int c = digits ? Integer.parseInt(hex, 16) : -1;
        return Character.isValidCodePoint(c) ? c : -1;
    }

    private static boolean isPlain(int c) {
        return c > ' ' && c < 0x7f && c != '+' && c != '=' && c != '\\';
    }
}
