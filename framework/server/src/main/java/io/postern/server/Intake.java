// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.DataDecoder.Flaw;
import io.postern.smtp.Reply;
import io.postern.spool.Reception;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * One message on its way into the spool, however it comes: counted, looked over, and forgotten at
 * the first reason to refuse it, while the rest of it still passes by so that the session stays in
 * step. Nothing of it is durable; {@link AnswerForMessage} makes it so. Used by the session's
 * thread; closing it forgets what wasn't answered for.
 */
final class Intake implements AutoCloseable {
    private final Session session;
    private final SessionTransaction transaction;
    private final Limits.Messages limits;
    private final HeaderScan header = new HeaderScan();
    private @Nullable Reception reception;
    private @Nullable Reply refusal;
    private long size;

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

    /**
     * Takes the octets that are next.
     *
     * @return how many of them its header section reached into
     */
    int take(ByteBuffer octets) throws InterruptedException {
        size += octets.remaining();
        int ofHeader = refusal == null ? header.scan(octets) : 0;
        check();
        Reception open = reception;
        if (open != null) {
            Refusals.of(() -> open.write(octets)).ifPresent(this::refuse);
        }
        return ofHeader;
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

    /** Why it is refused; null as long as it isn't. */
    @Nullable Reply refusal() {
        return refusal;
    }

    /** Octets so far. */
    long size() {
        return size;
    }

    /** It has come whole: answers for it, or refuses it. Blocks until it is durable. */
    void finish(String command) throws InterruptedException {
        Reception taken = reception;
        if (refusal != null) {
            session.refuse(command, refusal);
        } else if (taken != null) {
            new AnswerForMessage(session, transaction, command)
                    .answer(taken, new MessageDraft(taken, header));
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
