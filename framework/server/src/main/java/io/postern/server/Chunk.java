// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Command;

import java.nio.ByteBuffer;

/**
 * The octets behind one BDAT (RFC 3030 section 2). They are read whatever becomes of them: a
 * refusal that left them would turn them into commands.
 */
final class Chunk {
    private final Session session;
    private long left;

    /**
     * Ends the session where a chunk of that size can't be read.
     *
     * @param before octets of the message that came before it
     */
    Chunk(Session session, Command.Bdat command, long before) {
        this.session = session;
        this.left = command.octets();
        long whole = left > Long.MAX_VALUE - before ? Long.MAX_VALUE : left + before;
        if (Intake.isEndless(whole, session.limits().messages())) {
            throw SessionEndedException.because(Replies.TOO_LARGE);
        }
    }

    /** Reads a chunk that nobody wants. */
    static void swallow(Session session, Command.Bdat command) throws InterruptedException {
        Chunk chunk = new Chunk(session, command, 0);
        while (chunk.hasMore()) {
            chunk.next();
        }
    }

    boolean hasMore() {
        return left > 0;
    }

    /** The octets that are next, at least one; waits for them. */
    ByteBuffer next() throws InterruptedException {
        ByteBuffer in = session.dialogue().text();
        int count = (int) Math.min(left, in.remaining());
        ByteBuffer part = in.slice(in.position(), count);
        in.position(in.position() + count);
        left -= count;
        return part;
    }
}
