// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the writer, bounded by octets and number: who brings new mail waits while it is
 * full, so a slow disk slows the senders. Changes of mail that is already here never wait.
 */
final class WriterQueue {
    static final long MOST_OCTETS = Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 8);
    private static final int MOST_REQUESTS = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private final ChunkBuffers buffers = new ChunkBuffers();
    private List<WriteRequest> waiting = new ArrayList<>();
    private long octets; // waiting, or drained and not yet written
    private int requests;
    private @Nullable RuntimeException closed;

    /** What the records of large messages are made in. */
    ChunkBuffers buffers() {
        return buffers;
    }

    /** Adds new mail; waits for room. */
    void put(WriteRequest request) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (closed == null && (octets >= MOST_OCTETS || requests >= MOST_REQUESTS)) {
                drained.await();
            }
            if (closed != null) {
                throw new SpoolUnavailableException("the spool takes no more", closed);
            }
            add(request);
        } finally {
            lock.unlock();
        }
    }

    /** Adds without waiting; false where nothing is taken any more. */
    boolean putNow(WriteRequest request) {
        lock.lock();
        try {
            if (closed != null) {
                return false;
            }
            add(request);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void add(WriteRequest request) {
        waiting.add(request);
        octets += request.octets();
        requests++;
        if (waiting.size() == 1) {
            filled.signal();
        }
    }

    /**
     * All that waits, as soon as something does, or nothing after a while; null where nothing waits
     * or will. The writer's.
     *
     * @param nanos how long to wait
     */
    @Nullable List<WriteRequest> take(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (waiting.isEmpty() && closed == null && left > 0) {
                left = filled.awaitNanos(left);
            }
            if (waiting.isEmpty()) {
                return closed == null ? List.of() : null;
            }
            List<WriteRequest> all = waiting;
            waiting = new ArrayList<>(all.size());
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Says that requests which were taken need no memory any more. */
    void written(List<WriteRequest> done) {
        lock.lock();
        try {
            for (WriteRequest request : done) {
                octets -= request.octets();
            }
            requests -= done.size();
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; what waits is still handed out. */
    void close(RuntimeException reason) {
        lock.lock();
        try {
            if (closed == null) {
                closed = reason;
            }
            filled.signalAll();
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #close}, and what waits is failed. */
    void fail(RuntimeException reason) {
        close(reason);
        List<WriteRequest> lost;
        lock.lock();
        try {
            lost = waiting;
            waiting = new ArrayList<>();
        } finally {
            lock.unlock();
        }
        lost.forEach(request -> request.fail(reason));
    }

    /** A time that never comes. */
    static final long FOR_EVER = TimeUnit.DAYS.toNanos(1);
}
