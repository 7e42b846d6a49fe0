// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.HeaderField;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;

/**
 * A leaf of a message's tree of parts (RFC 2046), its transfer encoding undone.
 *
 * @param head what its header section says
 * @param size octets
 * @param sha256 of its octets, in hexadecimal
 * @param beginning its first octets
 */
record MimePart(Head head, long size, String sha256, ByteBuffer beginning) {
    MimePart {
        beginning = beginning.asReadOnlyBuffer();
    }

    /**
     * What the header section of a part says. Words are in lower case, and empty where nothing says
     * so.
     *
     * @param type as {@code text/plain}
     * @param disposition {@code inline} or {@code attachment}
     * @param fields from the top
     */
    record Head(
            String type,
            String charset,
            String encoding,
            String disposition,
            String filename,
            List<HeaderField> fields) {
        Head {
            fields = List.copyOf(fields);
        }
    }

    /**
     * The beginning as text. What its charset can't have made becomes U+FFFD; a character that the
     * limit cuts in two is left out.
     *
     * @param octets that it is made of, at most
     */
    String text(int octets) {
        int length = Math.min(octets, beginning.remaining());
        ByteBuffer some = beginning.duplicate().limit(beginning.position() + length);
        // US-ASCII is what a part has that doesn't say: those that lie mostly mean UTF-8.
        Charset charset =
                head.charset().equals("us-ascii")
                        ? StandardCharsets.UTF_8
                        : charset(head.charset());
        CharBuffer text = CharBuffer.allocate(length + 1);
        charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .decode(some, text, false);
        return text.flip().toString();
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (UnsupportedCharsetException | java.nio.charset.IllegalCharsetNameException _) {
            return StandardCharsets.UTF_8;
        }
    }
}
