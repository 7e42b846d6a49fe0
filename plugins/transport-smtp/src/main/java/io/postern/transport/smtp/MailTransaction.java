// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.smtp.Command;
import io.postern.smtp.Reply;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** MAIL, RCPT, and the message by DATA or BDAT. Used once, by one thread. */
final class MailTransaction {
    private final SmtpSession session;
    private final DeliveryTrouble trouble;
    private final Dispatch dispatch;
    private final EnvelopeDialogue envelope;
    private final MessageSender sender;
    private final Map<Recipient, DeliveryOutcome> settled = new LinkedHashMap<>();

    MailTransaction(
            SmtpSession session, Dispatch dispatch, Message message, List<Recipient> recipients) {
        this.session = session;
        this.trouble = session.trouble();
        this.dispatch = dispatch;
        this.envelope = new EnvelopeDialogue(session, dispatch, recipients);
        this.sender = new MessageSender(session, message);
    }

    /**
     * Does it all; what a refusal of MAIL means, where that was refused. An exception means that
     * the connection is of no use any more.
     */
    Optional<DeliveryOutcome> run() throws IOException {
        session.beginTransaction();
        Optional<Reply> refusal = envelope.run();
        if (refusal.isPresent()) {
            return refusal.map(trouble::refusedMessage);
        }
        if (envelope.accepted().isEmpty()) {
            forNobody();
        } else if (dispatch.chunked()) {
            settle(outcome(sender.sendChunk()));
        } else {
            settle(data());
        }
        session.endTransaction();
        return Optional.empty();
    }

    /**
     * Those who need nothing more. The others were more than the host takes at once, or it never
     * came to them.
     */
    Map<Recipient, DeliveryOutcome> settled() {
        Map<Recipient, DeliveryOutcome> all = new LinkedHashMap<>(envelope.settled());
        all.putAll(settled);
        return all;
    }

    /** How many the host took. */
    int accepted() {
        return envelope.accepted().size();
    }

    /** The connection has failed; what that means for those who may have got the message. */
    void brokenOff(DeliveryOutcome outcome) {
        if (!session.stage().isBeforeContent()) {
            settle(outcome);
        }
    }

    private void forNobody() throws IOException {
        if (envelope.dataSent() && goAhead().isIntermediate()) {
            envelope.sendNothing();
        }
    }

    private DeliveryOutcome data() throws IOException {
        if (!envelope.dataSent()) {
            session.put(new Command.Data());
            session.flush();
        }
        Reply go = goAhead();
        return go.isIntermediate() ? outcome(sender.send()) : trouble.refusedMessage(go);
    }

    private Reply goAhead() throws IOException {
        return session.reply(session.timeouts().dataInit());
    }

    private DeliveryOutcome outcome(Reply end) {
        return end.isPositive()
                ? trouble.delivered(end, dispatch.reach())
                : trouble.refusedMessage(end);
    }

    private void settle(DeliveryOutcome outcome) {
        envelope.accepted().forEach(recipient -> settled.putIfAbsent(recipient, outcome));
    }
}
