// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes a socket on which writing makes no progress for too long, since a blocking write has no
 * time-out of its own. Runs in a virtual thread that ends with it.
 */
final class WriteWatch implements AutoCloseable {
    private final Socket socket;
    private final Duration limit;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile long blocks;
    private volatile boolean expired;

    private WriteWatch(Socket socket, Duration limit) {
        this.socket = socket;
        this.limit = limit;
    }

    static WriteWatch over(Socket socket, Duration limit) {
        WriteWatch watch = new WriteWatch(socket, limit);
        Thread.ofVirtual().name("deliver/write-watch").start(watch::run);
        return watch;
    }

    /** A block has gone out. Called by the writing thread alone. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    void progress() {
        blocks++;
    }

    /** The time-out, where it was we who closed the socket. */
    IOException explain(IOException trouble) {
        return expired ? new SocketTimeoutException("the host reads nothing") : trouble;
    }

    @Override
    public void close() {
        done.countDown();
    }

    private void run() {
        try {
            long seen = -1;
            while (!done.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                if (blocks == seen) {
                    expired = true;
                    socket.close();
                    return;
                }
                seen = blocks;
            }
        } catch (InterruptedException | IOException _) {
            // nobody interrupts it; a socket that can't be closed is closed
        }
    }
}
