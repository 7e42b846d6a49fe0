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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * The end of a message: asks the message policies, makes the message durable, and only then says
 * 250 (RFC 5321 section 6.1). Whatever fails before that is a refusal, of ours always a 4yz.
 */
final class AnswerForMessage {
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

    /**
     * Answers for a message that has come whole.
     *
     * @param held why it is to be held, as a policy on its header section said; empty for no reason
     */
    void answer(Reception reception, MessageDraft draft, String held) throws InterruptedException {
        MessageJudge judge = new MessageJudge(session, transaction, draft);
        MessageJudge.Judgement judgement = judge.judge();
        session.decidedBy(judgement.by());
        switch (judgement) {
            case MessageJudge.Judgement.Refuse(Reply reply, _) -> session.refuse(command, reply);
            case MessageJudge.Judgement.Drop drop -> drop(reception.id(), drop);
            case MessageJudge.Judgement.Take(String hold, _) ->
                    take(reception, draft, hold.isEmpty() ? held : hold);
        }
    }

    /** Commits, and after that says 250: the message is on disk by then. */
    private void take(Reception reception, MessageDraft draft, String hold)
            throws InterruptedException {
        Instant now = session.server().clock().instant();
        Envelope envelope = transaction.envelope();
        QueueId id = reception.id();
        byte[] head = head(TraceField.received(session, id, transaction, now), draft.head());
        Acceptance acceptance = new Acceptance(envelope, now, head, draft.skip(), hold);
        Optional<Reply> trouble =
                Refusals.of(
                        () -> {
                            reception.write(ByteBuffer.wrap(draft.tail()));
                            reception.commit(acceptance);
                        });
        if (trouble.isPresent()) {
            session.refuse(command, trouble.get());
            return;
        }
        long size = reception.size() - draft.skip() + head.length;
        tell(draft, new MailEvent.Accepted(now, id, envelope, size, source()), hold);
        queued(id);
    }

    private String source() {
        return session.client().address().getHostAddress();
    }

    private void tell(MessageDraft draft, MailEvent.Accepted accepted, String hold) {
        MailEvents events = session.server().events();
        Instant now = session.server().clock().instant();
        QueueId id = accepted.queueId();
        events.publish(accepted);
        for (PolicyEdits edits : draft.edits()) {
            events.publish(new MailEvent.Edited(now, id, edits.policy(), edits.told()));
        }
        if (!hold.isEmpty()) {
            events.publish(new MailEvent.Held(now, id, hold));
        }
    }

    /** Says 250 as for any other message, and nothing is kept. */
    void drop(QueueId id, MessageJudge.Judgement.Drop drop) throws InterruptedException {
        Instant now = session.server().clock().instant();
        session.decidedBy(drop.by());
        for (Recipient recipient : transaction.named()) {
            session.server()
                    .events()
                    .publish(new MailEvent.Discarded(now, id, recipient, drop.reason()));
        }
        queued(id);
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
