// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.policy.Verdict;
import io.postern.smtp.Command;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.Reply;

import java.util.Optional;

/** A transaction is open. */
final class CollectRecipients implements Phase {
    /** How many recipients beyond the limit are answered, before we give up. */
    private static final int OVERSHOOT = 1000;

    private final Session session;
    private final SessionTransaction transaction;
    private int beyond;

    CollectRecipients(Session session, SessionTransaction transaction) {
        this.session = session;
        this.transaction = transaction;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Phase mail(Command.Mail mail) throws InterruptedException {
        return refuse("MAIL", Replies.NESTED_MAIL);
    }

    @Override
    public Phase rcpt(Command.Rcpt rcpt) throws InterruptedException {
        if (rcpt.needsUtf8() && !transaction.options().smtputf8()) {
            return refuse("RCPT", Replies.UTF8_UNDECLARED);
        }
        Mailbox mailbox = mailbox(rcpt.forwardPath());
        Recipient recipient = new Recipient(mailbox, mailbox, rcpt.dsn());
        Optional<Reply> refusal = room(recipient);
        if (refusal.isEmpty()) {
            refusal = relay(recipient);
        }
        if (refusal.isEmpty()) {
            refusal = judge(recipient);
        }
        if (refusal.isPresent()) {
            return refuse("RCPT", refusal.get());
        }
        transaction.add(recipient);
        session.reply(Replies.RECIPIENT_OK);
        return this;
    }

    @Override
    public Phase data() throws InterruptedException {
        if (transaction.options().body() == BodyType.BINARY_MIME) {
            return refuse("DATA", Replies.BINARY_NEEDS_BDAT);
        }
        if (transaction.count() == 0) {
            return refuse("DATA", Replies.NO_RECIPIENTS);
        }
        new ReceiveData(session, transaction).run();
        return new AwaitMail(session);
    }

    @Override
    public Phase bdat(Command.Bdat command) throws InterruptedException {
        if (transaction.count() == 0) {
            Chunk.swallow(session, command);
            return refuse("BDAT", Replies.NO_RECIPIENTS);
        }
        CollectChunks chunks = new CollectChunks(session, transaction);
        boolean more = false;
        try {
            Phase next = chunks.bdat(command);
            more = next.equals(chunks);
            return next;
        } finally {
            if (!more) {
                chunks.close();
            }
        }
    }

    @Override
    public Phase reset() {
        return new AwaitMail(session);
    }

    private Mailbox mailbox(ForwardPath path) {
        return switch (path) {
            case ForwardPath.Of(Mailbox mailbox) -> mailbox;
            case ForwardPath.Postmaster _ ->
                    new Mailbox("postmaster", session.server().host().get().defaultDomain());
        };
    }

    private Optional<Reply> room(Recipient recipient) {
        if (transaction.count() < session.limits().messages().recipients()
                || transaction.has(recipient)) {
            return Optional.empty();
        }
        if (++beyond > OVERSHOOT) {
            throw SessionEndedException.because(Replies.TOO_MANY_ERRORS);
        }
        return Optional.of(Replies.TOO_MANY_RECIPIENTS);
    }

    private Optional<Reply> relay(Recipient recipient) throws InterruptedException {
        RelayRuling ruling = session.server().relay(session.subject()).rule(transaction, recipient);
        if (!ruling.by().isEmpty()) {
            session.decidedBy(ruling.by());
        }
        return ruling.refusal();
    }

    private Optional<Reply> judge(Recipient recipient) throws InterruptedException {
        return Refusals.of(
                session.ask(
                        session.server().policies().recipient(),
                        policy -> policy.onRecipient(transaction, recipient),
                        Verdict.Pass.class::isInstance));
    }
}
