// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * One thread that waits for many connections. What belongs to it is used by that thread alone, save
 * {@link #wake}.
 */
abstract class Loop implements Runnable {
    /** What {@link #turn} answers when there is nothing left to do. */
    static final long OVER = -1;

    private static final int ROOM = 64 * 1024;

    private final Selector selector;
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(ROOM);
    private final byte[] octets = new byte[ROOM];

    Loop() throws IOException {
        selector = Selector.open();
    }

    /** One end of a connection. */
    interface Party {
        /** Something can be done without waiting: see its key. Throws nothing. */
        void ready();
    }

    /**
     * Does what is due.
     *
     * @return how many milliseconds to wait at most for the connections, or {@link #OVER}
     */
    abstract long turn();

    /** Closes what is still open. */
    abstract void end();

    @Override
    public final void run() {
        try (selector) {
            for (long wait = turn(); wait != OVER; wait = turn()) {
                if (wait == 0) {
                    selector.selectNow(Loop::serve);
                } else {
                    selector.select(Loop::serve, wait);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the selector failed", e);
        } finally {
            end();
        }
    }

    private static void serve(SelectionKey key) {
        if (key.attachment() instanceof Party party && key.isValid()) {
            party.ready();
        }
    }

    /** Has the loop take its turn now; from any thread. */
    final void wake() {
        selector.wakeup();
    }

    final SelectionKey register(SelectableChannel channel, int interest, Party party)
            throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, interest, party);
    }

    /**
     * Reads once into {@link #octets}.
     *
     * @return how many came; 0 for none now, -1 for the end
     */
    final int read(Wire wire) throws IOException {
        incoming.clear();
        int count = wire.read(incoming);
        if (count > 0) {
            incoming.flip().get(octets, 0, count);
        }
        return count;
    }

    /** What {@link #read} has read, until the next time. */
    final byte[] octets() {
        return octets;
    }
}
