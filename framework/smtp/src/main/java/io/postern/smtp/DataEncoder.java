// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.nio.ByteBuffer;

/**
 * Writes a message as the text after DATA (RFC 5321 section 4.5.2): stuffs dots, and ends it with
 * CRLF.CRLF. A CR or LF that stands alone becomes CRLF, so nothing in a message can end it for any
 * server. Used by one thread.
 *
 * <p>States: at the start of a line; inside one; after a CR; ended.
 */
public final class DataEncoder {
    /** What one octet may become: CRLF for a CR before it, a dot, itself. */
    private static final int ROOM = 4;

    private enum State {
        LINE_START,
        TEXT,
        CR,
        END
    }

    private State state = State.LINE_START;

    /**
     * Moves octets of the message until the first buffer is empty or the second has no room; so the
     * second needs four octets at least.
     */
    public void encode(ByteBuffer message, ByteBuffer out) {
        while (message.hasRemaining() && out.remaining() >= ROOM) {
            int room = out.remaining() - ROOM;
            int run = state == State.TEXT ? Octets.moveRun(message, out, room) : 0;
            if (run == 0) {
                step(message.get(), out);
            }
        }
    }

    /**
     * Ends the text, with a line end before the dot where the message has none. True when that is
     * written; false where there isn't room for five octets.
     */
    public boolean finish(ByteBuffer out) {
        if (out.remaining() < 5) {
            return false;
        }
        switch (state) {
            case LINE_START -> {}
            case TEXT, CR -> lineEnd(out);
            case END -> throw new IllegalStateException("the text has ended");
        }
        out.put((byte) '.');
        lineEnd(out);
        state = State.END;
        return true;
    }

    private void step(byte octet, ByteBuffer out) {
        if (state == State.END) {
            throw new IllegalStateException("the text has ended");
        }
        if (state == State.CR) {
            lineEnd(out);
            if (octet == '\n') {
                return;
            }
        }
        switch (octet) {
            case '\r' -> state = State.CR;
            case '\n' -> lineEnd(out);
            default -> {
                if (octet == '.' && state == State.LINE_START) {
                    out.put((byte) '.');
                }
                out.put(octet);
                state = State.TEXT;
            }
        }
    }

    private void lineEnd(ByteBuffer out) {
        out.put((byte) '\r').put((byte) '\n');
        state = State.LINE_START;
    }
}
