// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;

import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Hands events from the threads that move mail to the listeners, through a queue of bounded length.
 * Its own thread calls the listeners, one event after the other. Where they fall behind by more
 * than the queue holds, events are dropped and the log says how many. A stop hands over what is
 * queued first, within a bounded time.
 */
final class EventDispatcher implements MailEvents {
    private static final Logger LOG = LoggerFactory.getLogger(EventDispatcher.class);
    private static final int LENGTH = 65_536;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /**
     * How long it rests when it has handed over everything: under load it is woken once for many
     * events, which costs the threads that move mail less than handing an event over.
     */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final BlockingQueue<MailEvent> queue;
    private final HookChain<MailEventListener> listeners;
    private final AtomicLong dropped = new AtomicLong();

    /** What the log has said of those; of the thread's. */
    private volatile long reported;

    private volatile Thread thread = thread();
    private volatile boolean stopping;

    EventDispatcher(HookChain<MailEventListener> listeners, int length) {
        this.listeners = listeners;
        this.queue = new ArrayBlockingQueue<>(length);
        thread.start();
    }

    /** Starts handing over to all listeners that are services. */
    static EventDispatcher open(BundleContext context, HookHost host) {
        return new EventDispatcher(
                HookChain.open(context, MailEventListener.class, LIMIT, host), LENGTH);
    }

    @Override
    public void publish(MailEvent event) {
        if (!queue.offer(event)) {
            dropped.incrementAndGet();
        }
    }

    /** How many events nobody was told of, since the start. */
    long dropped() {
        return dropped.get();
    }

    /** Hands over what is queued, within the limit, and no more. */
    void stop() throws InterruptedException {
        stopping = true;
        Thread last;
        do {
            last = thread;
            last.interrupt();
            last.join(LIMIT.toMillis());
        } while (!last.equals(thread));
        listeners.close();
    }

    private Thread thread() {
        return Thread.ofPlatform()
                .daemon()
                .name("events")
                .inheritInheritableThreadLocals(false)
                .unstarted(this::run);
    }

    /**
     * Hands over until it is stopped, or a listener goes: what that one has left in a thread local
     * goes with the thread.
     */
    private void run() {
        List<Hook<MailEventListener>> met = listeners.hooks();
        while (!stopping) {
            try {
                handOver(queue.take());
                for (MailEvent next = queue.poll(); next != null; next = queue.poll()) {
                    handOver(next);
                }
                LockSupport.parkNanos(REST_NANOS);
            } catch (InterruptedException _) {
                continue;
            }
            report();
            List<Hook<MailEventListener>> there = listeners.hooks();
            if (!there.containsAll(met)) {
                thread = thread();
                thread.start();
                return;
            }
            met = there;
        }
        drain();
    }

    private void report() {
        long now = dropped.get();
        if (now > reported && queue.isEmpty()) {
            LOG.warn("events dropped={} reason=listeners too slow", now - reported);
            reported = now;
        }
    }

    private void drain() {
        for (MailEvent event = queue.poll(); event != null; event = queue.poll()) {
            try {
                handOver(event);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void handOver(MailEvent event) throws InterruptedException {
        for (Hook<MailEventListener> listener : listeners.hooks()) {
            listener.run(
                    hook -> {
                        hook.onEvent(event);
                        return true;
                    });
        }
    }
}
