// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.hooks.MailEvents;
import io.postern.smtp.Reply;
import io.postern.spool.Acceptance;
import io.postern.spool.Reception;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The end of a message: asks the message policies, makes the message durable, and only then says
 * 250 (RFC 5321 section 6.1). Whatever fails before that is a refusal, of ours always a 4yz.
 */
final class AnswerForMessage {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerForMessage.class);

    private final Session session;
    private final SessionTransaction transaction;
    private final String command;

    /**
     * @param command that brought the message
     */
    AnswerForMessage(Session session, SessionTransaction transaction, String command) {
        this.session = session;
        this.transaction = transaction;
        this.command = command;
    }

    void answer(Reception reception, MessageDraft draft) throws InterruptedException {
        if (!completed(reception, draft)) {
            session.refuse(command, Replies.SPOOL_DOWN);
            return;
        }
        switch (new MessageJudge(session).judge(transaction, draft)) {
            case MessageJudge.Judgement.Refuse(Reply reply) -> session.refuse(command, reply);
            case MessageJudge.Judgement.Drop(String reason) -> drop(reception, reason);
            case MessageJudge.Judgement.Take(String hold) -> take(reception, draft, hold);
        }
    }

    private boolean completed(Reception reception, MessageDraft draft) {
        try {
            Submission.complete(session, reception.id(), draft);
            return true;
        } catch (IOException unreadable) {
            LOG.warn("header section unreadable in the spool", unreadable);
            return false;
        }
    }

    /** Commits, and after that says 250: the message is on disk by then. */
    private void take(Reception reception, MessageDraft draft, String hold)
            throws InterruptedException {
        Instant now = session.server().clock().instant();
        Envelope envelope = transaction.envelope();
        QueueId id = reception.id();
        byte[] head = head(TraceField.received(session, id, envelope, now), draft.head());
        long size = reception.size() - draft.skip() + head.length;
        Acceptance acceptance = new Acceptance(envelope, now, head, draft.skip(), hold);
        Optional<Reply> trouble = Refusals.of(() -> reception.commit(acceptance));
        if (trouble.isPresent()) {
            session.refuse(command, trouble.get());
            return;
        }
        tell(id, envelope, size, hold);
        queued(id);
    }

    private void tell(QueueId id, Envelope envelope, long size, String hold) {
        MailEvents events = session.server().events();
        Instant now = session.server().clock().instant();
        String source = session.client().address().getHostAddress();
        events.publish(new MailEvent.Accepted(now, id, envelope, size, source));
        if (!hold.isEmpty()) {
            events.publish(new MailEvent.Held(now, id, hold));
        }
    }

    /** Says 250 as for any other message, and nothing is kept. */
    private void drop(Reception reception, String reason) throws InterruptedException {
        Instant now = session.server().clock().instant();
        for (Recipient recipient : transaction.recipients()) {
            session.server()
                    .events()
                    .publish(new MailEvent.Discarded(now, reception.id(), recipient, reason));
        }
        queued(reception.id());
    }

    private void queued(QueueId id) throws InterruptedException {
        session.tally().message();
        session.reply(Reply.of(250, "2.0.0", "Ok: queued as " + id));
    }

    private static byte[] head(byte[] trace, byte[] edited) {
        if (edited.length == 0) {
            return trace;
        }
        ByteArrayOutputStream head = new ByteArrayOutputStream(trace.length + edited.length);
        head.writeBytes(trace);
        head.writeBytes(edited);
        return head.toByteArray();
    }
}
