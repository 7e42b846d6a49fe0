// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

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
    public Phase mail(Command.Mail mail) throws InterruptedException {
        session.refuse("MAIL", Replies.NESTED_MAIL);
        return this;
    }

    @Override
    public Phase rcpt(Command.Rcpt rcpt) throws InterruptedException {
        Recipient recipient = Recipient.of(mailbox(rcpt.forwardPath()));
        Optional<Reply> refusal = room(recipient);
        if (refusal.isEmpty()) {
            refusal = session.server().relay().rule(transaction, recipient).refusal();
        }
        if (refusal.isEmpty()) {
            refusal = judge(recipient);
        }
        if (refusal.isPresent()) {
            session.refuse("RCPT", refusal.get());
            return this;
        }
        transaction.add(recipient);
        session.reply(Replies.RECIPIENT_OK);
        return this;
    }

    @Override
    public Phase data() throws InterruptedException {
        if (transaction.count() == 0) {
            session.refuse("DATA", Replies.NO_RECIPIENTS);
            return this;
        }
        new ReceiveData(session, transaction).run();
        return new AwaitMail(session);
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

    private Optional<Reply> judge(Recipient recipient) throws InterruptedException {
        return Refusals.of(
                session.server()
                        .policies()
                        .recipient()
                        .first(
                                policy -> policy.onRecipient(transaction, recipient),
                                Verdict.Pass.class::isInstance));
    }
}
