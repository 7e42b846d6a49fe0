// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Message;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The beginning of a message's body as text. */
final class BodyText {
    /** Octets that a script may ask for. */
    static final int MOST = 1024 * 1024;

    private BodyText() {}

    /**
     * As it came, MIME parts and transfer encodings and all, taken for UTF-8. Reads from the spool,
     * so it may block; throws {@link IllegalStateException} where that can't be read.
     */
    static String read(Message message, int octets) {
        try (InputStream content = new BufferedInputStream(message.content())) {
            skipHeaders(content);
            return new String(content.readNBytes(octets), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException("the message can't be read", unreadable);
        }
    }

    /** The beginning of the body, as it came; no more octets than that. */
    static byte[] octets(Message message, int octets) throws IOException {
        try (InputStream content = new BufferedInputStream(message.content())) {
            skipHeaders(content);
            return content.readNBytes(octets);
        }
    }

    /** Up to and with the first empty line (RFC 5322 section 2.1). */
    private static void skipHeaders(InputStream content) throws IOException {
        boolean empty = true;
        for (int octet = content.read(); octet >= 0; octet = content.read()) {
            if (octet == '\n') {
                if (empty) {
                    return;
                }
                empty = true;
            } else if (octet != '\r') {
                empty = false;
            }
        }
    }
}
