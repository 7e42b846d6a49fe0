// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.QueueId;
import io.postern.server.MessageJudge.Judgement;
import io.postern.smtp.DataDecoder.Flaw;
import io.postern.smtp.Reply;
import io.postern.spool.Reception;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One message on its way into the spool, however it comes: counted, looked over, put before the
 * policies on header sections as soon as its own is there, and forgotten at the first reason to
 * refuse it, while the rest of it still passes by so that the session stays in step. Nothing of it
 * is durable; {@link AnswerForMessage} makes it so. Used by the session's thread; closing it
 * forgets what wasn't answered for.
 */
final class Intake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Session session;
    private final SessionTransaction transaction;
    private final Limits.Messages limits;
    private final HeaderScan header = new HeaderScan();
    private @Nullable Reception reception;
    private @Nullable MessageDraft draft;
    private @Nullable Reply refusal;
    private @Nullable Dropped dropped;
    private String decidedBy = "";
    private String hold = "";
    private boolean judged;
    private long size;

    /** A message that nobody gets, and why. */
    private record Dropped(QueueId id, Judgement.Drop why) {}

    Intake(Session session, SessionTransaction transaction) throws InterruptedException {
        this.session = session;
        this.transaction = transaction;
        this.limits = session.limits().messages();
        long announced = transaction.declaredSize().orElse(0);
        Refusals.of(() -> reception = session.server().spool().get().receive(announced))
                .ifPresent(this::refuse);
    }

    /**
     * Whether a client has to be listened to that has sent so much of one message: beyond twice the
     * limit nobody has to swallow it.
     */
    static boolean isEndless(long octets, Limits.Messages limits) {
        return octets / 2 > limits.size();
    }

    /** Takes the octets that are next. */
    void take(ByteBuffer octets) throws InterruptedException {
        keep(octets, look(octets));
    }

    /**
     * Looks at the octets that are next.
     *
     * @return how many of them its header section reached into
     */
    int look(ByteBuffer octets) {
        size += octets.remaining();
        int ofHeader = refusal == null ? header.scan(octets) : 0;
        check();
        return ofHeader;
    }

    /**
     * Keeps octets that were looked at. Blocks for the policies where they end the header section:
     * those behind it are written only if none of them is against it.
     */
    void keep(ByteBuffer octets, int ofHeader) throws InterruptedException {
        if (header.isEnded() && !judged && !session.server().policies().headers().isEmpty()) {
            int end = octets.limit();
            write(octets.limit(octets.position() + ofHeader));
            octets.limit(end);
            judgeHeaders();
        }
        write(octets);
    }

    private void write(ByteBuffer octets) throws InterruptedException {
        Reception open = reception;
        if (open != null && octets.hasRemaining()) {
            Refusals.of(() -> open.write(octets)).ifPresent(this::refuse);
        }
    }

    private void judgeHeaders() throws InterruptedException {
        judged = true;
        Reception open = reception;
        if (open == null || session.server().policies().headers().isEmpty()) {
            return;
        }
        Optional<MessageDraft> known = draft(open);
        if (known.isEmpty()) {
            refuse(Replies.SPOOL_DOWN);
            return;
        }
        switch (new MessageJudge(session, transaction, known.get()).judgeHeaders()) {
            case Judgement.Take(String reason, _) -> hold = reason;
            case Judgement.Drop drop -> {
                dropped = new Dropped(open.id(), drop);
                close();
            }
            case Judgement.Refuse(Reply reply, String by) -> {
                decidedBy = by;
                refuse(reply);
            }
        }
    }

    /** What is made of it, as far as it has come; empty where that can't be read again. */
    private Optional<MessageDraft> draft(Reception open) {
        MessageDraft known = draft;
        if (known == null) {
            known = new MessageDraft(open, header, transaction);
            try {
                Submission.complete(session, open.id(), known);
            } catch (IOException unreadable) {
                LOG.warn("header section unreadable in the spool", unreadable);
                return Optional.empty();
            }
            draft = known;
        }
        return Optional.of(known);
    }

    private void check() {
        Limits.Header most = limits.header();
        if (size > limits.size()) {
            refuse(Replies.TOO_LARGE);
        } else if (header.lengthSoFar() > most.size()) {
            refuse(Replies.HEADER_TOO_LARGE);
        } else if (header.longestField() > most.fieldSize()) {
            refuse(Replies.FIELD_TOO_LARGE);
        } else if (header.lines() > most.lines()) {
            refuse(Replies.TOO_MANY_HEADER_LINES);
        } else if (header.received() > most.hops()) {
            refuse(Replies.LOOP);
        }
        if (isEndless(size, limits)) {
            // It doesn't heed SIZE and doesn't stop.
            throw SessionEndedException.because(Replies.TOO_LARGE);
        }
    }

    /** Something is wrong with its text. */
    void flawed(Flaw flaw) {
        switch (flaw) {
            case NONE -> {}
            case BARE_CR, BARE_LF -> refuse(Replies.BARE_CR_OR_LF);
            case NUL -> refuse(Replies.NUL);
            case LONG_LINE -> refuse(Replies.LONG_TEXT_LINE);
        }
    }

    /** The first reason counts; what was taken so far is forgotten at once. */
    void refuse(Reply reply) {
        if (refusal == null) {
            refusal = reply;
            close();
        }
    }

    /** Tells the client why it is refused, if it is; whether it is. */
    boolean tellRefusal(String command) throws InterruptedException {
        if (refusal == null) {
            return false;
        }
        session.decidedBy(decidedBy);
        session.refuse(command, refusal);
        return true;
    }

    /** Octets so far. */
    long size() {
        return size;
    }

    /** It has come whole: answers for it, or refuses it. Blocks until it is durable. */
    void finish(String command) throws InterruptedException {
        if (!judged) {
            judgeHeaders(); // a message that is nothing but a header section
        }
        Reception taken = reception;
        Optional<MessageDraft> whole = taken == null ? Optional.empty() : draft(taken);
        if (taken != null && whole.isEmpty()) {
            refuse(Replies.SPOOL_DOWN);
        }
        AnswerForMessage answer = new AnswerForMessage(session, transaction, command);
        if (tellRefusal(command)) {
            return;
        }
        if (dropped != null) {
            answer.drop(dropped.id(), dropped.why());
        } else if (taken != null && whole.isPresent()) {
            answer.answer(taken, whole.get(), hold);
        }
    }

    @Override
    public void close() {
        if (reception != null) {
            reception.close();
            reception = null;
        }
    }
}
