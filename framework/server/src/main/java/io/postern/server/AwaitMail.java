// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.policy.PolicyQuestion;
import io.postern.smtp.Command;
import io.postern.smtp.Reply;
import io.postern.spool.Spool.Standing;

import java.util.Optional;

/**
 * No transaction is open.
 *
 * @param afterChunk whether a chunk of the one before was refused: others may be in the pipeline
 *     behind it, and aren't the client's fault (RFC 3030 section 2)
 */
record AwaitMail(Session session, boolean afterChunk) implements Phase {
    AwaitMail(Session session) {
        this(session, false);
    }

    @Override
    public Phase mail(Command.Mail mail) throws InterruptedException {
        session.tally().requireRoomForMessage();
        SessionTransaction transaction = new SessionTransaction(session.client(), mail);
        Optional<Reply> refusal = Submission.refusal(session, mail.reversePath());
        if (refusal.isEmpty()) {
            refusal = room(mail.parameters().octets());
        }
        if (refusal.isEmpty()) {
            refusal = judge(transaction);
        }
        if (refusal.isPresent()) {
            return refuse("MAIL", refusal.get());
        }
        session.reply(Replies.SENDER_OK);
        return new CollectRecipients(session, transaction);
    }

    private Optional<Reply> room(long octets) throws InterruptedException {
        if (octets > session.limits().messages().size()) {
            return Optional.of(Replies.TOO_LARGE);
        }
        Standing standing =
                session.client().account().isPresent() ? Standing.KNOWN : Standing.STRANGER;
        long announced = Math.max(0, octets);
        return Refusals.of(() -> session.server().spool().get().requireRoom(announced, standing));
    }

    private Optional<Reply> judge(SessionTransaction transaction) throws InterruptedException {
        return Refusals.of(
                session.judge(
                        new PolicyQuestion.OnSender(transaction),
                        session.server().policies().sender(),
                        policy -> policy.onSender(transaction)));
    }

    @Override
    public Phase rcpt(Command.Rcpt rcpt) throws InterruptedException {
        return refuse("RCPT", Replies.MAIL_FIRST);
    }

    @Override
    public Phase data() throws InterruptedException {
        return refuse("DATA", Replies.MAIL_FIRST);
    }

    @Override
    public Phase bdat(Command.Bdat command) throws InterruptedException {
        Chunk.swallow(session, command);
        if (!afterChunk) {
            return refuse("BDAT", Replies.MAIL_FIRST);
        }
        session.tally().junk();
        session.reply(Replies.MAIL_FIRST);
        return this;
    }

    @Override
    public Phase startTls() throws InterruptedException {
        return StartTls.run(session, this);
    }

    @Override
    public Phase auth(Command.Auth auth) throws InterruptedException {
        Login.run(session, auth);
        return this;
    }

    @Override
    public Phase xclient(Command.Xclient xclient) throws InterruptedException {
        return new Impersonation(session).run(xclient, this);
    }

    @Override
    public Phase reset() {
        return new AwaitMail(session);
    }
}
