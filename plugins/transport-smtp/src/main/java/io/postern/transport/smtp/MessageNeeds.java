// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Message;
import io.postern.api.mail.ReversePath;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.smtp.ChunkScanner;
import io.postern.smtp.DataDecoder.Flaw;
import io.postern.smtp.Utf8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a message needs of whoever takes it. Its octets are read only where the answer depends on
 * them, and once. Used by one thread.
 */
final class MessageNeeds {
    private static final int BLOCK = 32 * 1024;

    /** Octets of a line with its CRLF (RFC 5321 section 4.5.3.1.6). */
    private static final int LINE_LIMIT = 1000;

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

    /** Whether the sender would rather have it arrive than be safe (RFC 8689 section 5). */
    boolean waivesTls() {
        return message().headers().stream()
                .anyMatch(
                        field ->
                                field.name().equalsIgnoreCase("TLS-Required")
                                        && field.value().strip().equalsIgnoreCase("no"));
    }

    /** Whether the header section, apart from those of the parts of the body, holds UTF-8. */
    boolean hasUtf8Header() {
        return message().isEightBit()
                && message().headers().stream()
                        .anyMatch(
                                field ->
                                        !Utf8.isAscii(field.name())
                                                || !Utf8.isAscii(field.value()));
    }

    /** Whether DATA would change none of its octets: lines, ended by CRLF, of legal length. */
    boolean isText() throws UnreadableMessageException {
        if (text.isEmpty()) {
            text = Optional.of(scan());
        }
        return text.get();
    }

    private boolean scan() throws UnreadableMessageException {
        ChunkScanner scanner = new ChunkScanner(LINE_LIMIT);
        byte[] block = new byte[BLOCK];
        try (InputStream in = message().content()) {
            int got = in.read(block);
            while (got >= 0 && scanner.flaw() == Flaw.NONE) {
                scanner.scan(ByteBuffer.wrap(block, 0, got));
                got = in.read(block);
            }
            return scanner.flaw() == Flaw.NONE && scanner.isAtLineStart();
        } catch (IOException trouble) {
            throw new UnreadableMessageException(trouble);
        }
    }
}
