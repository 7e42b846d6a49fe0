// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * xtext (RFC 3461 section 4): printable US-ASCII without {@code +} and {@code =} as it is, any
 * other octet as {@code +} and two hexadecimal digits in upper case.
 */
public final class Xtext {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Xtext() {}

    /** The text, by the octets of its UTF-8. */
    public static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain((char) (octet & 0xff))) {
                encoded.append((char) octet);
            } else {
                HEX.toHexDigits(encoded.append('+'), octet);
            }
        }
        return encoded.toString();
    }

    /**
     * What was encoded; empty where this isn't xtext, where the octets aren't UTF-8, or where a
     * character among them ends a line or controls a terminal: an address or a name holds none.
     */
    public static Optional<String> decode(String encoded) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(encoded.length());
        int at = 0;
        while (at < encoded.length()) {
            char c = encoded.charAt(at);
            if (isPlain(c)) {
                octets.write(c);
                at++;
            } else if (c == '+' && isHexadecimal(encoded, at + 1)) {
                octets.write(HexFormat.fromHexDigits(encoded, at + 1, at + 3));
                at += 3;
            } else {
                return Optional.empty();
            }
        }
        return Utf8.decode(octets.toByteArray(), 0, octets.size()).filter(Utf8::isHarmless);
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c < 0x7f && c != '+' && c != '=';
    }

    private static boolean isHexadecimal(String text, int at) {
        return at + 2 <= text.length()
                && isUpperCaseDigit(text.charAt(at))
                && isUpperCaseDigit(text.charAt(at + 1));
    }

    private static boolean isUpperCaseDigit(char c) {
        return Syntax.isDigit(c) || (c >= 'A' && c <= 'F');
    }
}
