// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Message;
import io.postern.api.mail.ReversePath;
import io.postern.api.transport.DeliveryAttempt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a message needs of whoever takes it. Its octets are read only where the answer depends on
 * them, and once. Used by one thread.
 */
final class MessageNeeds {
    private static final int BLOCK = 32 * 1024;

    private final DeliveryAttempt attempt;
    private Optional<Boolean> text = Optional.empty();

    MessageNeeds(DeliveryAttempt attempt) {
        this.attempt = attempt;
    }

    ReversePath reversePath() {
        return attempt.reversePath();
    }

    MailOptions options() {
        return attempt.options();
    }

    Message message() {
        return attempt.message();
    }

    boolean isBinary() {
        return options().body() == BodyType.BINARY_MIME;
    }

    /** Whether the header section, apart from those of the parts of the body, holds UTF-8. */
    boolean hasUtf8Header() {
        return message().isEightBit()
                && message().headers().stream()
                        .anyMatch(field -> !isAscii(field.name()) || !isAscii(field.value()));
    }

    /** Whether DATA would change none of its octets: lines, ended by CRLF, of legal length. */
    boolean isText() throws UnreadableMessageException {
        if (text.isEmpty()) {
            text = Optional.of(scan());
        }
        return text.get();
    }

    private boolean scan() throws UnreadableMessageException {
        TextScan scan = new TextScan();
        byte[] block = new byte[BLOCK];
        try (InputStream in = message().content()) {
            int got = in.read(block);
            while (got >= 0 && scan.accepts(block, got)) {
                got = in.read(block);
            }
            return got < 0 && scan.isWhole();
        } catch (IOException trouble) {
            throw new UnreadableMessageException(trouble);
        }
    }

    static boolean isAscii(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }
}
