// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.smtp.Command;
import io.postern.smtp.Extensions;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Reply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * MAIL, RCPT, DATA and the message, with an account for each recipient: open, accepted by RCPT,
 * settled. Used once, by one thread.
 *
 * <p>Where the host offers PIPELINING (RFC 2920) the commands up to DATA go out together, in groups
 * of a size that its replies can't fill anybody's buffers.
 */
final class MailTransaction {
    private static final int GROUP = 100;

    private final SmtpSession session;
    private final DeliveryTrouble trouble;
    private final ReversePath reversePath;
    private final Message message;
    private final List<Recipient> recipients;
    private final List<Recipient> accepted = new ArrayList<>();
    private final Map<Recipient, DeliveryOutcome> settled = new LinkedHashMap<>();

    MailTransaction(SmtpSession session, DeliveryAttempt attempt, List<Recipient> recipients) {
        this.session = session;
        this.trouble = session.trouble();
        this.reversePath = attempt.reversePath();
        this.message = attempt.message();
        this.recipients = recipients;
    }

    /** Does it all; an exception means that the connection is of no use any more. */
    HostResult run() throws IOException {
        Optional<DeliveryOutcome> impossible = impossible();
        if (impossible.isPresent()) {
            return all(impossible.get());
        }
        List<Recipient> sendable = sendable();
        if (sendable.isEmpty()) {
            return new HostResult.Settled(settled);
        }
        boolean pipelining = session.extensions().has("PIPELINING");
        Optional<HostResult> refusal =
                pipelining ? envelopeInGroups(sendable) : envelopeByStep(sendable);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return pipelining || !accepted.isEmpty()
                ? data(pipelining)
                : new HostResult.Settled(settled);
    }

    /** What it comes to when the connection has failed. */
    HostResult brokenOff(IOException lost) {
        DeliveryOutcome outcome = trouble.connection(session.stage(), lost);
        if (session.stage().isBeforeContent()) {
            return new HostResult.NextHost(settled, outcome);
        }
        return all(outcome);
    }

    /** What the host can't take, whoever it is for. */
    private Optional<DeliveryOutcome> impossible() {
        Extensions offered = session.extensions();
        long limit = offered.size().orElse(Long.MAX_VALUE);
        if (message.size() > limit) {
            String text = "message of " + message.size() + " octets, the limit is " + limit;
            return Optional.of(trouble.failed(3, 4, text));
        }
        if (message.isEightBit() && !offered.has("8BITMIME")) {
            String text = "message has 8-bit text, which " + trouble.host() + " doesn't take";
            return Optional.of(trouble.failed(6, 3, text));
        }
        return isAscii(reversePath.toString())
                ? Optional.empty()
                : Optional.of(trouble.failed(6, 7, "sender's address needs SMTPUTF8"));
    }

    /** The recipients that a command can name. */
    private List<Recipient> sendable() {
        List<Recipient> sendable = new ArrayList<>();
        for (Recipient recipient : recipients) {
            if (isAscii(recipient.mailbox().toString())) {
                sendable.add(recipient);
            } else {
                settled.put(recipient, trouble.failed(6, 7, "address needs SMTPUTF8"));
            }
        }
        return sendable;
    }

    private Optional<HostResult> envelopeByStep(List<Recipient> sendable) throws IOException {
        session.put(mail());
        session.flush();
        Reply mail = session.reply(session.timeouts().mail());
        if (!mail.isPositive()) {
            return Optional.of(refusedMail(mail));
        }
        for (Recipient recipient : sendable) {
            session.put(rcpt(recipient));
            session.flush();
            account(recipient, session.reply(session.timeouts().rcpt()));
        }
        return Optional.empty();
    }

    /** MAIL with the first group, DATA with the last; replies come in the order of commands. */
    private Optional<HostResult> envelopeInGroups(List<Recipient> sendable) throws IOException {
        Reply mail = null;
        session.put(mail());
        for (int from = 0; from < sendable.size(); from += GROUP) {
            int to = Math.min(from + GROUP, sendable.size());
            List<Recipient> group = sendable.subList(from, to);
            group.forEach(recipient -> session.put(rcpt(recipient)));
            boolean last = to == sendable.size();
            if (last) {
                session.put(new Command.Data());
            }
            session.flush();
            mail = mail == null ? session.reply(session.timeouts().mail()) : mail;
            if (!mail.isPositive()) {
                skip(group.size(), last);
                return Optional.of(refusedMail(mail));
            }
            for (Recipient recipient : group) {
                account(recipient, session.reply(session.timeouts().rcpt()));
            }
        }
        return Optional.empty();
    }

    /**
     * Reads what a host says to the commands behind a refused MAIL. That it closes instead changes
     * nothing: it has spoken.
     */
    private void skip(int rcpts, boolean dataSent) {
        try {
            for (int i = 0; i < rcpts; i++) {
                session.reply(session.timeouts().rcpt());
            }
            if (dataSent && session.reply(session.timeouts().dataInit()).isIntermediate()) {
                sendNothing();
            }
        } catch (IOException _) {
            // QUIT will find it closed too
        }
    }

    /** A temporary refusal of the sender may be this host's alone. */
    private HostResult refusedMail(Reply mail) {
        DeliveryOutcome outcome = trouble.refusedMessage(mail);
        return outcome instanceof DeliveryOutcome.Failed
                ? all(outcome)
                : new HostResult.NextHost(settled, outcome);
    }

    private void account(Recipient recipient, Reply reply) {
        if (reply.isPositive()) {
            accepted.add(recipient);
        } else {
            settled.put(recipient, trouble.refusedRecipient(reply));
        }
    }

    private HostResult data(boolean sent) throws IOException {
        if (!sent) {
            session.put(new Command.Data());
            session.flush();
        }
        Reply go = session.reply(session.timeouts().dataInit());
        if (accepted.isEmpty()) {
            if (go.isIntermediate()) {
                sendNothing();
            }
            return new HostResult.Settled(settled);
        }
        if (!go.isIntermediate()) {
            return all(trouble.refusedMessage(go));
        }
        return all(outcome(new MessageSender(session, message).send()));
    }

    private DeliveryOutcome outcome(Reply end) {
        return end.isPositive() ? trouble.delivered(end) : trouble.refusedMessage(end);
    }

    /** 354 though nobody is to get it (RFC 2920 section 3.1): an empty message, for nobody. */
    private void sendNothing() throws IOException {
        session.connection().put(".");
        session.flush();
        session.reply(session.timeouts().dataEnd());
    }

    /** The same for all that aren't settled. */
    private HostResult all(DeliveryOutcome outcome) {
        recipients.forEach(recipient -> settled.putIfAbsent(recipient, outcome));
        return new HostResult.Settled(settled);
    }

    private Command mail() {
        long size = session.extensions().has("SIZE") ? message.size() : -1;
        BodyType body = message.isEightBit() ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT;
        return new Command.Mail(reversePath, new MailParameters(size, MailOptions.of(body), ""));
    }

    private static Command rcpt(Recipient recipient) {
        return new Command.Rcpt(new ForwardPath.Of(recipient.mailbox()), DsnRequest.NONE);
    }

    private static boolean isAscii(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }
}
