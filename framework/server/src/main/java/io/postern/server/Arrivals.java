// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.time.Watchdog;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What has come from a client and isn't read, between a thread that brings it and never waits, and
 * the session's thread, which does. It is bounded: at the limit whoever brings it is told to stop.
 */
final class Arrivals {
    /** What may wait for the session, in octets of memory; reading goes on at half of it. */
    private static final int LIMIT = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private static final Watchdog WATCHDOG = new Watchdog("sessions/watchdog");

    /** A wait that may be longer than this needn't end to the millisecond. */
    private static final long LONG_WAIT = TimeUnit.SECONDS.toNanos(2);

    /** Below this a buffer isn't worth a copy that fits. */
    private static final int SMALL = 512;

    private final Source source;
    private final WaitingOctets all;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final Deque<ByteBuffer> arrived = new ArrayDeque<>(2);
    private int held;
    private boolean suspended;
    private boolean closed;
    private boolean discarding;
    private boolean draining;
    private boolean expired;
    private final Watchdog.Watch watch = WATCHDOG.watch(() -> signal(() -> {}));

    /** Owned by the session's thread. */
    private ByteBuffer current = NOTHING;

    /**
     * @param all where its octets count too
     */
    Arrivals(Source source, WaitingOctets all) {
        this.source = source;
        this.all = all;
    }

    /** Where it comes from. Neither call blocks. */
    interface Source {
        /** Too much is waiting: bring no more. */
        void suspend();

        /** Bring more. */
        void resume();
    }

    /** Takes octets over, and the buffer with them. Called by the thread that brings them. */
    void add(ByteBuffer octets) {
        ByteBuffer fitting = fit(octets);
        lock.lock();
        try {
            if (discarding) {
                return;
            }
            arrived.add(fitting);
            held += fitting.capacity();
            all.add(fitting.capacity());
            if (!suspended && (held >= LIMIT || all.isTooMuch())) {
                suspended = true;
                source.suspend();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come. */
    void close() {
        signal(() -> closed = true);
    }

    /** Lets no further command be waited for. */
    void drain() {
        signal(() -> draining = true);
    }

    /** Lets nothing be waited for. */
    void expire() {
        signal(() -> expired = true);
    }

    private void signal(Runnable change) {
        lock.lock();
        try {
            change.run();
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
    boolean isEmpty() {
        if (current.hasRemaining()) {
            return false;
        }
        // While an idle session waits, it holds no buffer.
        current = NOTHING;
        lock.lock();
        try {
            return arrived.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The octets that are next, at least one; waits for them so long. Called by the session's
     * thread.
     */
    ByteBuffer next(boolean forCommand, long deadlineNanos) throws InterruptedException {
        if (current.hasRemaining()) {
            return current;
        }
        current = NOTHING;
        lock.lockInterruptibly();
        try {
            while (arrived.isEmpty()) {
                requireHope(forCommand, deadlineNanos);
                awaitChange(deadlineNanos);
            }
            current = arrived.remove();
            took(current.capacity());
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #next}; what is left in the buffer is the caller's and isn't there again. */
    ByteBuffer take(boolean forCommand, long deadlineNanos) throws InterruptedException {
        ByteBuffer taken = next(forCommand, deadlineNanos);
        current = NOTHING;
        return taken;
    }

    /** As {@link #take}, without waiting: an empty buffer if nothing is there. */
    ByteBuffer poll() {
        ByteBuffer taken = current;
        current = NOTHING;
        if (taken.hasRemaining()) {
            return taken;
        }
        lock.lock();
        try {
            if (!arrived.isEmpty()) {
                taken = arrived.remove();
                took(taken.capacity());
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Whether something comes within the time, or is there. Called by the session's thread. */
    boolean await(long deadlineNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (arrived.isEmpty() && !closed && !expired) {
                if (deadlineNanos - System.nanoTime() <= 0) {
                    break;
                }
                awaitChange(deadlineNanos);
            }
            return !arrived.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a change, or until the time, or for no reason. */
    @SuppressWarnings("WaitNotInLoop") // the callers' loops
    private void awaitChange(long deadlineNanos) throws InterruptedException {
        long left = deadlineNanos - System.nanoTime();
        if (left < LONG_WAIT) {
            long _ = changed.awaitNanos(left);
            return;
        }
        watch.startUntil(deadlineNanos);
        try {
            changed.await();
        } finally {
            watch.stop();
        }
    }

    /** Forgets what is there. Called by the session's thread. */
    void clear() {
        current = NOTHING;
        lock.lock();
        try {
            arrived.clear();
            took(held);
        } finally {
            lock.unlock();
        }
    }

    /** Nobody will read any more: forgets what is there and what comes. */
    void discard() {
        lock.lock();
        try {
            discarding = true;
        } finally {
            lock.unlock();
        }
        clear();
    }

    /** Waits until something is so, which is looked at every so often, or the server stops. */
    void awaitUntil(BooleanSupplier condition, long lookNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!condition.getAsBoolean() && !expired) {
                changed.awaitNanos(lookNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void took(int octets) {
        held -= octets;
        all.add(-octets);
        if (suspended && (held == 0 || (held < LIMIT / 2 && !all.isTooMuch()))) {
            suspended = false;
            source.resume();
        }
    }

    private void requireHope(boolean forCommand, long deadlineNanos) {
        if (closed) {
            throw SessionEndedException.clientGone();
        }
        if (expired || (draining && forCommand)) {
            throw SessionEndedException.because(Replies.STOPPING);
        }
        if (deadlineNanos - System.nanoTime() <= 0) {
            throw SessionEndedException.because(Replies.TIMED_OUT);
        }
    }

    /** A few octets don't keep a large buffer alive. */
    private static ByteBuffer fit(ByteBuffer octets) {
        if (octets.capacity() <= SMALL || octets.remaining() > octets.capacity() / 2) {
            return octets;
        }
        return ByteBuffer.allocate(octets.remaining()).put(octets).flip();
    }
}
