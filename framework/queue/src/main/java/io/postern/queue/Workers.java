// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The virtual threads that route, deliver and write bounces, while the queue's own thread goes on.
 * Guarded by itself.
 */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final Set<Thread> running = new HashSet<>();

    /**
     * Starts some work.
     *
     * @param name of the thread
     * @param broken is run where the work throws, which is a bug; not where it is interrupted,
     *     which is a stop
     */
    void start(String name, Work work, Runnable broken) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> run(work, broken));
        synchronized (this) {
            running.add(thread);
        }
        thread.start();
    }

    /** Waits for all of them, at most so long; then interrupts the rest and waits a moment more. */
    void drain(Duration limit) throws InterruptedException {
        if (!await(limit)) {
            List<Thread> late;
            synchronized (this) {
                late = List.copyOf(running);
            }
            LOG.warn("stopping interrupts={}", late.size());
            late.forEach(Thread::interrupt);
            await(Duration.ofSeconds(2));
        }
    }

    private synchronized boolean await(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); !running.isEmpty() && left > 0; ) {
            wait(left / 1_000_000 + 1);
            left = end - System.nanoTime();
        }
        return running.isEmpty();
    }

    @SuppressWarnings("IllegalCatch") // a border: one message's bug must not lose track of it
    private void run(Work work, Runnable broken) {
        try {
            work.run();
        } catch (InterruptedException _) {
            LOG.debug("thread={} interrupted", Thread.currentThread().getName());
        } catch (RuntimeException bug) {
            LOG.error("thread={} threw", Thread.currentThread().getName(), bug);
            broken.run();
        } finally {
            synchronized (this) {
                running.remove(Thread.currentThread());
                notifyAll();
            }
        }
    }

    /** Something that blocks. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }
}
