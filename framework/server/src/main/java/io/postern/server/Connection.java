// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.session.IoSession;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The octets of one connection, between MINA's I/O thread, which brings them and never waits, and
 * the session's thread, which does. What has come and isn't read is bounded: beyond that nothing
 * more is read from the socket, so TCP slows the client down.
 *
 * <p>States: open; input closed, when the client will send no more and what it sent is still read;
 * draining and then expired, when the server stops: no new command is waited for, then nothing is.
 */
final class Connection {
    /** What may wait for the session, in octets of memory; reading goes on at half of it. */
    private static final int IN_LIMIT = 64 * 1024;

    /** What may wait for the client. */
    private static final long OUT_LIMIT = 64 * 1024;

    /** How often to look whether the client has read; MINA's own signal for it isn't sure. */
    private static final long OUT_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final IoSession io;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final Deque<ByteBuffer> arrived = new ArrayDeque<>();
    private int held;
    private boolean suspended;
    private boolean inputClosed;
    private boolean draining;
    private boolean expired;

    /** Owned by the session's thread. */
    private ByteBuffer current = ByteBuffer.allocate(0);

    Connection(IoSession io) {
        this.io = io;
    }

    /** Takes octets over, and the buffer with them. Called by the I/O thread. */
    void received(ByteBuffer octets) {
        lock.lock();
        try {
            arrived.add(octets);
            held += octets.capacity();
            if (held >= IN_LIMIT && !suspended) {
                suspended = true;
                io.suspendRead();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come. Called by the I/O thread. */
    void inputClosed() {
        lock.lock();
        try {
            inputClosed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Lets no further command be waited for. */
    void drain() {
        lock.lock();
        try {
            draining = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing be waited for. */
    void expire() {
        lock.lock();
        try {
            expired = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isDraining() {
        lock.lock();
        try {
            return draining;
        } finally {
            lock.unlock();
        }
    }

    /** Whether octets are there without waiting. Called by the session's thread. */
    boolean hasInput() {
        lock.lock();
        try {
            return current.hasRemaining() || !arrived.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The octets that are next, at least one; waits for them so long. What is left in the buffer is
     * there again at the next call. Called by the session's thread.
     *
     * @param forCommand whether a new command is waited for, which a stopping server doesn't
     */
    ByteBuffer input(boolean forCommand, long deadlineNanos) throws InterruptedException {
        if (current.hasRemaining()) {
            return current;
        }
        lock.lockInterruptibly();
        try {
            while (arrived.isEmpty()) {
                requireHope(forCommand, deadlineNanos);
                changed.awaitNanos(deadlineNanos - System.nanoTime());
            }
            current = arrived.remove();
            held -= current.capacity();
            if (suspended && held < IN_LIMIT / 2) {
                suspended = false;
                io.resumeRead();
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    private void requireHope(boolean forCommand, long deadlineNanos) {
        if (inputClosed) {
            throw SessionEndedException.clientGone();
        }
        if (expired || (draining && forCommand)) {
            throw SessionEndedException.because(Replies.STOPPING);
        }
        if (deadlineNanos - System.nanoTime() <= 0) {
            throw SessionEndedException.because(Replies.TIMED_OUT);
        }
    }

    /**
     * Sends octets; returns before they are sent, unless the client is far behind in reading: then
     * it waits, at most so long.
     */
    void write(byte[] octets, Duration limit) throws InterruptedException {
        io.write(IoBuffer.wrap(octets));
        if (io.getScheduledWriteBytes() <= OUT_LIMIT) {
            return;
        }
        long end = System.nanoTime() + limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (io.getScheduledWriteBytes() > OUT_LIMIT) {
                if (!io.isConnected() || expired || System.nanoTime() - end > 0) {
                    throw SessionEndedException.clientGone();
                }
                // Input wakes it too, which does no harm.
                changed.awaitNanos(OUT_LOOK_NANOS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes when all is sent. */
    void close() {
        io.closeOnFlush();
    }

    /** Closes at once. */
    void abort() {
        io.closeNow();
    }
}
