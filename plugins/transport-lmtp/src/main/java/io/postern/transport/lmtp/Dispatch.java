// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.smtp.ChunkScanner;
import io.postern.smtp.Command;
import io.postern.smtp.DataDecoder.Flaw;
import io.postern.smtp.Extensions;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.Idna;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Utf8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Fits a message and its envelope to what the server offers: nothing is said that it doesn't know,
 * and nothing is lost that the message can't be without. Used by one thread.
 */
record Dispatch(DeliveryAttempt attempt, Server server, Extensions offered) {
    private static final int BLOCK = 32 * 1024;

    /** Octets of a line with its CRLF (RFC 5321 section 4.5.3.1.6). */
    private static final int LINE_LIMIT = 1000;

    /** What keeps the message from everybody there; may read it. */
    Optional<DeliveryOutcome> obstacle() throws UnreadableMessageException {
        Message message = attempt.message();
        DeliveryTrouble trouble = new DeliveryTrouble(server.name());
        if (attempt.options().requireTls() && server.isElsewhere()) {
            return Optional.of(trouble.failed(7, 30, "REQUIRETLS is needed, and LMTP is in clear"));
        }
        if (message.size() > limit()) {
            String text = "message of " + message.size() + " octets, the limit is " + limit();
            return Optional.of(trouble.failed(3, 4, text));
        }
        if (message.isEightBit() && !offered.has("8BITMIME")) {
            return Optional.of(trouble.failed(6, 3, "message has 8-bit text" + notTaken()));
        }
        if (attempt.options().body() == BodyType.BINARY_MIME && !isText(message)) {
            return Optional.of(trouble.failed(6, 3, "message is binary" + notTaken()));
        }
        if (attempt.options().smtputf8() && !offered.has("SMTPUTF8") && hasUtf8Header(message)) {
            return Optional.of(trouble.failed(6, 9, "header section has UTF-8" + notTaken()));
        }
        return named(attempt.reversePath()).isPresent()
                ? Optional.empty()
                : Optional.of(unnameable());
    }

    /** What begins the transaction, where there is no {@link #obstacle}. */
    Command.Mail mail() {
        boolean dsn = offered.has("DSN");
        MailOptions asked = attempt.options();
        MailOptions options =
                new MailOptions(
                        attempt.message().isEightBit()
                                ? BodyType.EIGHT_BIT_MIME
                                : BodyType.SEVEN_BIT,
                        offered.has("SMTPUTF8") && needsUtf8(),
                        false,
                        dsn ? asked.returned() : Returned.UNSAID,
                        dsn ? asked.envelopeId() : "");
        long size = offered.has("SIZE") ? attempt.message().size() : -1;
        ReversePath path = named(attempt.reversePath()).orElse(attempt.reversePath());
        return new Command.Mail(path, new MailParameters(size, options, ""));
    }

    /** What names a recipient; empty where the server can't read its address. */
    Optional<Command.Rcpt> rcpt(Recipient recipient) {
        DsnRequest dsn = offered.has("DSN") ? request(recipient) : DsnRequest.NONE;
        return named(recipient.mailbox())
                .map(mailbox -> new Command.Rcpt(new ForwardPath.Of(mailbox), dsn));
    }

    /** The outcome where {@link #rcpt} is empty. */
    DeliveryOutcome unnameable() {
        return new DeliveryTrouble(server.name()).failed(6, 7, "address has UTF-8" + notTaken());
    }

    /** A server that knows of notifications sends them itself; else it is the mailbox. */
    Reach reach() {
        return offered.has("DSN") ? Reach.PASSED_ON : Reach.MAILBOX;
    }

    private long limit() {
        return offered.size().orElse(Long.MAX_VALUE);
    }

    private String notTaken() {
        return ", which " + server.name() + " doesn't take";
    }

    private boolean needsUtf8() {
        return attempt.options().smtputf8()
                || !Utf8.isAscii(attempt.reversePath().toString())
                || attempt.recipients().stream()
                        .anyMatch(one -> !Utf8.isAscii(one.mailbox().toString()));
    }

    private Optional<ReversePath> named(ReversePath path) {
        return switch (path) {
            case ReversePath.Null none -> Optional.of(none);
            case ReversePath.Of(Mailbox mailbox) -> named(mailbox).map(ReversePath.Of::new);
        };
    }

    private Optional<Mailbox> named(Mailbox mailbox) {
        if (offered.has("SMTPUTF8")) {
            return Optional.of(mailbox);
        }
        return Utf8.isAscii(mailbox.localPart())
                ? Optional.of(new Mailbox(mailbox.localPart(), Idna.toAscii(mailbox.domain())))
                : Optional.empty();
    }

    private static boolean hasUtf8Header(Message message) {
        return message.headers().stream()
                .anyMatch(field -> !Utf8.isAscii(field.name()) || !Utf8.isAscii(field.value()));
    }

    /** Whether DATA would change none of its octets. */
    private static boolean isText(Message message) throws UnreadableMessageException {
        ChunkScanner scanner = new ChunkScanner(LINE_LIMIT);
        byte[] block = new byte[BLOCK];
        try (InputStream in = message.content()) {
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

    /** With the address before a redirect, where nobody has said ORCPT (RFC 3461 section 4.2). */
    private static DsnRequest request(Recipient recipient) {
        DsnRequest dsn = recipient.dsn();
        String original = recipient.original().toString();
        return dsn.originalRecipient().isEmpty()
                        && !recipient.mailbox().equals(recipient.original())
                ? new DsnRequest(
                        dsn.events(), (Utf8.isAscii(original) ? "rfc822;" : "utf-8;") + original)
                : dsn;
    }
}
