// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.DataDecoder;
import io.postern.smtp.Reply;
import io.postern.spool.Reception;
import io.postern.spool.SpoolFullException;
import io.postern.spool.SpoolUnavailableException;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * DATA (RFC 5321 section 4.1.1.4): takes the text of one message into the spool as it comes, up to
 * its end in any case, so that the session stays in step also when the message is refused. Nothing
 * of this is durable; {@link AnswerForMessage} makes it so.
 */
final class ReceiveData {
    /** The first buffer holds most messages, the next ones are for big ones. */
    private static final int FIRST_CHUNK = 8 * 1024;

    private static final int CHUNK = 64 * 1024;

    private final Session session;
    private final SessionTransaction transaction;
    private final Limits.Messages limits;
    private final DataDecoder decoder;
    private final HeaderScan header = new HeaderScan();
    private @Nullable Reception reception;
    private @Nullable Reply refusal;
    private long size;

    ReceiveData(Session session, SessionTransaction transaction) {
        this.session = session;
        this.transaction = transaction;
        this.limits = session.limits().messages();
        this.decoder = new DataDecoder(limits.lineLength());
    }

    /** Says 354, takes the text, and answers for the message or refuses it. */
    void run() throws InterruptedException {
        session.reply(Replies.GO_ON);
        try {
            receive();
            Reception taken = reception;
            if (refusal != null) {
                session.refuse("DATA", refusal);
            } else if (taken != null) {
                new AnswerForMessage(session, transaction)
                        .answer(taken, new MessageDraft(taken, header.length()));
            }
        } finally {
            forget();
        }
    }

    private void receive() throws InterruptedException {
        ByteBuffer in = session.dialogue().text();
        open();
        ByteBuffer chunk = ByteBuffer.allocate(FIRST_CHUNK);
        while (!decoder.decode(in, chunk)) {
            if (in.hasRemaining()) {
                take(chunk.flip());
                chunk = chunk.capacity() == CHUNK ? chunk.clear() : ByteBuffer.allocate(CHUNK);
            } else {
                in = session.dialogue().text();
            }
        }
        take(chunk.flip());
    }

    private void open() {
        try {
            reception = session.server().spool().get().receive();
        } catch (SpoolFullException _) {
            refuse(Replies.SPOOL_FULL);
        } catch (SpoolUnavailableException _) {
            refuse(Replies.SPOOL_DOWN);
        }
    }

    private void take(ByteBuffer chunk) throws InterruptedException {
        size += chunk.remaining();
        header.scan(chunk);
        check();
        if (reception == null) {
            return;
        }
        try {
            reception.write(chunk);
        } catch (SpoolFullException _) {
            refuse(Replies.SPOOL_FULL);
        } catch (SpoolUnavailableException _) {
            refuse(Replies.SPOOL_DOWN);
        }
    }

    private void check() {
        Reply flaw =
                switch (decoder.flaw()) {
                    case NONE -> null;
                    case BARE_CR, BARE_LF -> Replies.BARE_CR_OR_LF;
                    case NUL -> Replies.NUL;
                    case LONG_LINE -> Replies.LONG_TEXT_LINE;
                };
        if (flaw != null) {
            refuse(flaw);
        } else if (size > limits.size()) {
            refuse(Replies.TOO_LARGE);
        } else if (header.lengthSoFar() > limits.header().size()) {
            refuse(Replies.HEADER_TOO_LARGE);
        } else if (header.received() > limits.header().hops()) {
            refuse(Replies.LOOP);
        }
        if (size / 2 > limits.size()) {
            // It doesn't heed SIZE and doesn't stop: nobody has to swallow more than that.
            throw SessionEndedException.because(Replies.TOO_LARGE);
        }
    }

    /** The first reason counts; what was taken so far is forgotten at once. */
    private void refuse(Reply reply) {
        if (refusal == null) {
            refusal = reply;
            forget();
        }
    }

    private void forget() {
        if (reception != null) {
            reception.close();
            reception = null;
        }
    }
}
