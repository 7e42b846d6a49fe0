// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
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
@Component(immediate = true)
public final class EventDispatcher implements MailEvents {
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
    private final Thread thread = Thread.ofPlatform().daemon().name("events").unstarted(this::run);
    private volatile boolean stopping;

    /** Starts handing over to all listeners that are services. */
    @Activate
    public EventDispatcher(BundleContext context) {
        this(HookChain.open(context, MailEventListener.class, LIMIT, _ -> {}), LENGTH);
    }

    EventDispatcher(HookChain<MailEventListener> listeners, int length) {
        this.listeners = listeners;
        this.queue = new ArrayBlockingQueue<>(length);
        thread.start();
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

    @Deactivate
    void stop() throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join(LIMIT.toMillis());
        listeners.close();
    }

    private void run() {
        long reported = 0;
        while (true) {
            try {
                handOver(queue.take());
                for (MailEvent next = queue.poll(); next != null; next = queue.poll()) {
                    handOver(next);
                }
                LockSupport.parkNanos(REST_NANOS);
            } catch (InterruptedException _) {
                if (stopping) {
                    break;
                }
            }
            if (dropped.get() > reported && queue.isEmpty()) {
                LOG.warn("events dropped={} reason=listeners too slow", dropped.get() - reported);
                reported = dropped.get();
            }
        }
        drain();
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
