// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.server.ListenerSettings.BareNewlines;
import io.postern.smtp.DataDecoder;

import java.nio.ByteBuffer;

/**
 * DATA (RFC 5321 section 4.1.1.4): takes the text of one message as it comes, up to its end in any
 * case, so that the session stays in step also when the message is refused.
 */
final class ReceiveData {
    /** The first buffer holds what has come already, most messages whole; the next ones grow. */
    private static final int LEAST_CHUNK = 1024;

    private static final int GROWTH = 4;
    private static final int CHUNK = 64 * 1024;

    private final Session session;
    private final SessionTransaction transaction;
    private final DataDecoder decoder;

    ReceiveData(Session session, SessionTransaction transaction) {
        this.session = session;
        this.transaction = transaction;
        this.decoder = decoder(session);
    }

    /**
     * The text alone may have bare CRs and LFs, and of clients only that are known to send them.
     */
    private static DataDecoder decoder(Session session) {
        ListenerSettings listener = session.settings();
        int lineLimit = session.limits().messages().lineLength();
        return listener.bareNewlines() == BareNewlines.NORMALIZE
                        || listener.bareNewlineClients().test(session.client().address())
                ? DataDecoder.normalizing(lineLimit)
                : new DataDecoder(lineLimit);
    }

    /** Says 354, takes the text, and answers for the message or refuses it. */
    void run() throws InterruptedException {
        session.reply(Replies.GO_ON);
        // The spool is asked only once there is something to take.
        ByteBuffer in = session.dialogue().text();
        try (Intake intake = new Intake(session, transaction)) {
            receive(in, intake);
            intake.finish("DATA");
        }
    }

    private void receive(ByteBuffer first, Intake intake) throws InterruptedException {
        ByteBuffer in = first;
        ByteBuffer chunk = ByteBuffer.allocate(Math.clamp(in.remaining(), LEAST_CHUNK, CHUNK));
        while (!decoder.decode(in, chunk)) {
            if (in.hasRemaining()) {
                take(chunk.flip(), intake);
                chunk = next(chunk);
            } else {
                in = session.dialogue().text();
            }
        }
        take(chunk.flip(), intake);
    }

    private static ByteBuffer next(ByteBuffer chunk) {
        return chunk.capacity() == CHUNK
                ? chunk.clear()
                : ByteBuffer.allocate(Math.min(chunk.capacity() * GROWTH, CHUNK));
    }

    private void take(ByteBuffer chunk, Intake intake) throws InterruptedException {
        intake.flawed(decoder.flaw());
        intake.take(chunk);
    }
}
