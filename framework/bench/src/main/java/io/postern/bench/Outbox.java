// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a client has yet to send: commands and small messages in a buffer of its own; the body of a
 * bigger one is taken from the {@link Filler} as the network takes it.
 */
final class Outbox {
    /** Up to here a message is copied, and goes with one write. */
    static final int SMALL = 16 * 1024;

    private static final byte[] END_OF_DATA = ".\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer buffer;
    private final ByteBuffer body;
    private int bodyLeft;
    private boolean endLeft;

    /**
     * @param room for all commands of a message, a header section, and a body of {@link #SMALL}
     *     octets where there are such
     */
    Outbox(int room, Filler filler) {
        buffer = ByteBuffer.allocateDirect(room);
        body = filler.view();
    }

    void clear() {
        buffer.clear();
        body.limit(0);
        bodyLeft = 0;
        endLeft = false;
    }

    /** Where commands are written, while no message is on its way. */
    ByteBuffer commands() {
        return buffer;
    }

    void put(String line) {
        buffer.put(line.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Sends a message behind the commands.
     *
     * @param dot whether the end of data follows it
     */
    void message(Letter letter, long sequence, long time, boolean dot) {
        letter.header(sequence, time, buffer);
        bodyLeft = letter.body();
        endLeft = dot;
        while (bodyLeft > 0 && bodyLeft <= buffer.remaining() - END_OF_DATA.length) {
            bodyLeft -= Filler.point(body, bodyLeft);
            buffer.put(body);
        }
        body.limit(0);
        if (bodyLeft == 0) {
            end();
        }
    }

    private void end() {
        if (endLeft) {
            buffer.put(END_OF_DATA);
            endLeft = false;
        }
    }

    /** Whether all has been handed to the network. */
    boolean isEmpty() {
        return buffer.position() == 0 && bodyLeft == 0 && !endLeft;
    }

    /** Sends what the network takes. */
    void pump(Wire wire) throws IOException {
        boolean going = pumpBuffer(wire);
        while (going && bodyLeft > 0) {
            going = pumpBody(wire);
        }
        if (going && endLeft) {
            end();
            pumpBuffer(wire);
        }
    }

    private boolean pumpBuffer(Wire wire) throws IOException {
        buffer.flip();
        wire.write(buffer);
        buffer.compact();
        return buffer.position() == 0;
    }

    private boolean pumpBody(Wire wire) throws IOException {
        if (!body.hasRemaining()) {
            Filler.point(body, bodyLeft);
        }
        int before = body.remaining();
        wire.write(body);
        bodyLeft -= before - body.remaining();
        return !body.hasRemaining();
    }
}
