// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** UTF-8 (RFC 3629) as far as SMTP may hold it (RFC 6531 section 3.3). */
public final class Utf8 {
    private static final char LINE_SEPARATOR = 0x2028;
    private static final char PARAGRAPH_SEPARATOR = 0x2029;

    private Utf8() {}

    /** The text; empty for overlong forms, surrogates and whatever else isn't UTF-8. */
    static Optional<String> decode(byte[] octets, int offset, int length) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(octets, offset, length))
                            .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /** Whether text is US-ASCII, whatever it controls. */
    public static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Whether text is printable US-ASCII, spaces among it. */
    static boolean isPrintableAscii(String text) {
        return Syntax.all(text, c -> c >= ' ' && c < 0x7f);
    }

    /** Whether no character ends a line or controls a terminal, and no surrogate is alone. */
    static boolean isHarmless(String text) {
        return text.codePoints().allMatch(Utf8::isHarmless);
    }

    /** Whether this is a character outside US-ASCII that an address may hold. */
    static boolean isNonAscii(char c) {
        return c >= 0x80 && (Character.isSurrogate(c) || isHarmless(c));
    }

    private static boolean isHarmless(int c) {
        return !Character.isISOControl(c)
                && c != LINE_SEPARATOR
                && c != PARAGRAPH_SEPARATOR
                && Character.getType(c) != Character.SURROGATE;
    }
}
