// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.smtp.Command;
import io.postern.smtp.Extensions;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.Idna;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Utf8;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fits a message and its envelope to what a host offers: nothing is said that it doesn't know, and
 * nothing is lost that the message can't be without. Used by one thread.
 */
final class DispatchPlanner {
    private final MessageNeeds needs;
    private final Extensions offered;
    private final DeliveryTrouble trouble;
    private final String submitter;
    private final boolean chunked;

    DispatchPlanner(MessageNeeds needs, SmtpSession session, Chunking chunking) {
        this.needs = needs;
        this.offered = session.extensions();
        this.trouble = session.trouble();
        this.submitter = session.submitter();
        this.chunked =
                needs.isBinary()
                        && chunking == Chunking.AUTO
                        && offered.has("BINARYMIME")
                        && offered.has("CHUNKING");
    }

    /** May read the message. */
    Dispatch plan(List<Recipient> recipients) throws UnreadableMessageException {
        boolean utf8 = needsUtf8(recipients);
        Optional<ReversePath> from = named(needs.reversePath());
        Optional<DeliveryOutcome> obstacle = obstacle(from);
        Map<Recipient, Command.Rcpt> rcpts = new LinkedHashMap<>();
        Map<Recipient, DeliveryOutcome> impossible = new LinkedHashMap<>();
        for (Recipient recipient : recipients) {
            Optional<Mailbox> mailbox = named(recipient.mailbox());
            if (obstacle.isEmpty() && mailbox.isPresent()) {
                rcpts.put(recipient, rcpt(recipient, mailbox.get()));
            } else {
                impossible.put(recipient, obstacle.orElseGet(this::unnameable));
            }
        }
        ReversePath path = from.orElse(needs.reversePath());
        Command.Mail mail = new Command.Mail(path, parameters(utf8));
        Reach reach = offered.has("DSN") ? Reach.PASSED_ON : Reach.RELAYED;
        return new Dispatch(mail, rcpts, impossible, chunked, reach);
    }

    /** What keeps the message from everybody there. */
    private Optional<DeliveryOutcome> obstacle(Optional<ReversePath> from)
            throws UnreadableMessageException {
        long size = needs.message().size();
        long limit = offered.size().orElse(Long.MAX_VALUE);
        if (size > limit) {
            String text = "message of " + size + " octets, the limit is " + limit;
            return Optional.of(trouble.failed(3, 4, text));
        }
        if (needs.isBinary() && !chunked && !needs.isText()) {
            return Optional.of(trouble.failed(6, 3, "message is binary, which" + notTaken()));
        }
        if (needs.message().isEightBit() && !chunked && !offered.has("8BITMIME")) {
            return Optional.of(trouble.failed(6, 3, "message has 8-bit text, which" + notTaken()));
        }
        boolean utf8Header = needs.options().smtputf8() && needs.hasUtf8Header();
        if (utf8Header && !offered.has("SMTPUTF8")) {
            return Optional.of(
                    trouble.failed(6, 9, "header section has UTF-8, which" + notTaken()));
        }
        return from.isPresent() ? Optional.empty() : Optional.of(unnameable());
    }

    private String notTaken() {
        return " " + trouble.host() + " doesn't take";
    }

    private DeliveryOutcome unnameable() {
        return trouble.failed(6, 7, "address has UTF-8, which" + notTaken());
    }

    /** Declared by the client, or made so by a redirect to such an address. */
    private boolean needsUtf8(List<Recipient> recipients) {
        return needs.options().smtputf8()
                || !Utf8.isAscii(needs.reversePath().toString())
                || recipients.stream().anyMatch(one -> !Utf8.isAscii(one.mailbox().toString()));
    }

    private Optional<ReversePath> named(ReversePath path) {
        return switch (path) {
            case ReversePath.Null none -> Optional.of(none);
            case ReversePath.Of(Mailbox mailbox) -> named(mailbox).map(ReversePath.Of::new);
        };
    }

    /** The address as this host can read it: where it must be, the domain in A-labels. */
    private Optional<Mailbox> named(Mailbox mailbox) {
        if (offered.has("SMTPUTF8")) {
            return Optional.of(mailbox);
        }
        return Utf8.isAscii(mailbox.localPart())
                ? Optional.of(new Mailbox(mailbox.localPart(), Idna.toAscii(mailbox.domain())))
                : Optional.empty();
    }

    private MailParameters parameters(boolean utf8) {
        boolean dsn = offered.has("DSN");
        MailOptions asked = needs.options();
        MailOptions options =
                new MailOptions(
                        body(),
                        utf8 && offered.has("SMTPUTF8"),
                        asked.requireTls() && offered.has("REQUIRETLS"),
                        dsn ? asked.returned() : Returned.UNSAID,
                        dsn ? asked.envelopeId() : "");
        long size = offered.has("SIZE") ? needs.message().size() : -1;
        return new MailParameters(size, options, submitter);
    }

    private BodyType body() {
        if (chunked) {
            return BodyType.BINARY_MIME;
        }
        return needs.message().isEightBit() ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT;
    }

    private Command.Rcpt rcpt(Recipient recipient, Mailbox mailbox) {
        DsnRequest dsn = offered.has("DSN") ? request(recipient) : DsnRequest.NONE;
        return new Command.Rcpt(new ForwardPath.Of(mailbox), dsn);
    }

    /** With the address before a redirect, where nobody has said ORCPT (RFC 3461 section 4.2). */
    private static DsnRequest request(Recipient recipient) {
        DsnRequest dsn = recipient.dsn();
        if (!dsn.originalRecipient().isEmpty()
                || recipient.mailbox().equals(recipient.original())) {
            return dsn;
        }
        String original = recipient.original().toString();
        String type = Utf8.isAscii(original) ? "rfc822;" : "utf-8;";
        return new DsnRequest(dsn.events(), type + original);
    }
}
