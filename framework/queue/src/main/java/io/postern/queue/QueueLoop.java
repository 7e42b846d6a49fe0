// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * The queue's own thread. It alone touches the schedule, the sites and what is remembered of
 * messages, so none of that has a lock; everybody else tells it what happened or asks it. After
 * each event, and at least every second, it looks at what is due.
 */
final class QueueLoop {
    private static final Logger LOG = LoggerFactory.getLogger(QueueLoop.class);
    private static final long MOST_MILLIS = 1000;

    /** How long it rests when all is handled, so that under load it is woken once for many. */
    private static final long REST_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    private final LinkedBlockingQueue<Event> inbox = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;

    /** Starts the thread; what it was told before waits for that. */
    void start(Pump pump) {
        Thread.ofPlatform().name("queue").start(() -> run(pump));
    }

    /** Runs it on the queue's thread some time soon, in order. Never blocks. */
    void tell(Event event) {
        if (!stopped) {
            inbox.add(event);
        }
    }

    /**
     * Runs it on the queue's thread and waits for the answer, which takes no longer than what is in
     * the inbox.
     *
     * @throws IllegalStateException where the queue has stopped
     */
    <T> T ask(Callable<T> question) {
        FutureTask<T> task = new FutureTask<>(question);
        tell(task::run);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get(MOST_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException _) {
                    if (ended.getCount() == 0 && !task.isDone()) {
                        throw new IllegalStateException("the queue has stopped");
                    }
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (ExecutionException broken) {
                    throw new IllegalStateException("the queue couldn't answer", broken.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link #ask}, for what has no answer. */
    void await(Event event) {
        ask(
                () -> {
                    event.run();
                    return true;
                });
    }

    /** Ends the thread when it has handled what it was told so far. */
    void stop() throws InterruptedException {
        tell(() -> stopped = true);
        if (!ended.await(10, TimeUnit.SECONDS)) {
            LOG.warn("queue still busy");
        }
    }

    private void run(Pump pump) {
        try {
            long wait = 0;
            while (!stopped) {
                Event event = inbox.poll(wait, TimeUnit.MILLISECONDS);
                boolean some = event != null;
                for (; event != null && !stopped; event = inbox.poll()) {
                    handle(event);
                }
                wait = stopped ? 0 : pump(pump);
                if (some && wait > 0) {
                    LockSupport.parkNanos(REST_NANOS);
                }
            }
        } catch (InterruptedException _) {
            LOG.info("queue interrupted");
        } finally {
            stopped = true;
            ended.countDown();
        }
    }

    @SuppressWarnings("IllegalCatch") // the border of the scheduler: one message's bug is its own
    private static void handle(Event event) throws InterruptedException {
        try {
            event.run();
        } catch (RuntimeException bug) {
            LOG.error("queue event threw", bug);
        }
    }

    @SuppressWarnings("IllegalCatch") // as above
    private static long pump(Pump pump) throws InterruptedException {
        try {
            return Math.clamp(pump.run(), 0, MOST_MILLIS);
        } catch (RuntimeException bug) {
            LOG.error("queue tick threw", bug);
            return MOST_MILLIS;
        }
    }

    /** Something that happened. */
    @FunctionalInterface
    interface Event {
        void run() throws InterruptedException;
    }

    /** Starts what is due. */
    @FunctionalInterface
    interface Pump {
        /** How many milliseconds it may be until the next time. */
        long run() throws InterruptedException;
    }
}
