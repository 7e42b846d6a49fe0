// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.policy.Verdict;
import io.postern.hooks.Answer;
import io.postern.smtp.Command;
import io.postern.smtp.Reply;
import io.postern.spool.SpoolFullException;
import io.postern.spool.SpoolUnavailableException;

import java.util.Optional;

/** No transaction is open. */
record AwaitMail(Session session) implements Phase {
    @Override
    public Phase mail(Command.Mail mail) throws InterruptedException {
        session.tally().requireRoomForMessage();
        SessionTransaction transaction = new SessionTransaction(session.client(), mail);
        Optional<Reply> refusal = room(mail.parameters().octets());
        if (refusal.isEmpty()) {
            refusal = judge(transaction);
        }
        if (refusal.isPresent()) {
            session.refuse("MAIL", refusal.get());
            return this;
        }
        session.reply(Replies.SENDER_OK);
        return new CollectRecipients(session, transaction);
    }

    private Optional<Reply> room(long octets) {
        if (octets > session.limits().messages().size()) {
            return Optional.of(Replies.TOO_LARGE);
        }
        try {
            session.server().spool().get().requireRoom(Math.max(0, octets));
            return Optional.empty();
        } catch (SpoolFullException _) {
            return Optional.of(Replies.SPOOL_FULL);
        } catch (SpoolUnavailableException _) {
            return Optional.of(Replies.SPOOL_DOWN);
        }
    }

    private Optional<Reply> judge(SessionTransaction transaction) throws InterruptedException {
        Answer<Verdict> answer =
                session.server()
                        .policies()
                        .sender()
                        .first(
                                policy -> policy.onSender(transaction),
                                Verdict.Pass.class::isInstance);
        return Refusals.of(answer);
    }

    @Override
    public Phase rcpt(Command.Rcpt rcpt) throws InterruptedException {
        session.refuse("RCPT", Replies.MAIL_FIRST);
        return this;
    }

    @Override
    public Phase data() throws InterruptedException {
        session.refuse("DATA", Replies.MAIL_FIRST);
        return this;
    }

    @Override
    public Phase reset() {
        return this;
    }
}
