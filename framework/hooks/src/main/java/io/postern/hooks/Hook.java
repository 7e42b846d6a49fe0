// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Status;
import io.postern.api.time.Watchdog;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One service of a hook, as the core may call it: on a virtual thread of its own, up to a deadline.
 * States: open until its service goes; then closed, which refuses new calls and waits for those
 * under way.
 */
public final class Hook<H> {
    private static final Logger LOG = LoggerFactory.getLogger(Hook.class);

    private static final Watchdog WATCHDOG = new Watchdog("hooks/watchdog");

    /** From here on a limit needn't be kept to the millisecond. */
    private static final Duration WATCHED = Duration.ofSeconds(2);

    private final H service;
    private final HookInfo info;
    private final MailEvents events;
    private final InstantSource clock;
    private final Calls calls = new Calls();

    Hook(H service, HookInfo info, MailEvents events, InstantSource clock) {
        this.service = service;
        this.info = info;
        this.events = events;
        this.clock = clock;
    }

    /** What it is called and where it comes from. */
    public HookInfo info() {
        return info;
    }

    /** The properties of its service, as {@code postern.domains} of a router. */
    public Map<String, Object> properties() {
        return info.properties();
    }

    /**
     * Calls it and waits for the answer, at most so long. When the time is over the thread of the
     * call is interrupted and left to itself. {@link Answer.None} says that the service has gone.
     */
    public <A> Answer<A> call(HookCall<H, A> call, Duration limit) throws InterruptedException {
        if (!calls.enter()) {
            return new Answer.None<>();
        }
        Call<A> task =
                new Call<>(
                        () -> {
                            try {
                                return call.on(service);
                            } finally {
                                calls.leave();
                            }
                        });
        Thread thread = Thread.ofVirtual().name("hook/" + info.name()).start(task);
        try {
            A answer = task.await(limit);
            // A plugin built without null checks may still hand us one.
            return answer == null
                    ? trouble("answered null")
                    : new Answer.Given<>(answer, info.name());
        } catch (TimeoutException _) {
            thread.interrupt();
            return trouble("no answer after " + limit.toMillis() + " ms");
        } catch (ExecutionException broken) {
            LOG.error("hook={} plugin={} threw", info.name(), info.plugin(), broken.getCause());
            return trouble("threw " + broken.getCause());
        } catch (InterruptedException stopped) {
            thread.interrupt();
            throw stopped;
        }
    }

    /**
     * Calls it on this thread, for a caller that has a thread of its own to lose and nobody who
     * waits: no deadline, and what it throws is logged and swallowed.
     */
    @SuppressWarnings(
            "IllegalCatch") // a border: one listener's bug must not end the others' thread
    void run(HookCall<H, ?> call) throws InterruptedException {
        if (!calls.enter()) {
            return;
        }
        try {
            Object _ = call.on(service);
        } catch (RuntimeException broken) {
            LOG.error("hook={} plugin={} threw", info.name(), info.plugin(), broken);
        } finally {
            calls.leave();
        }
    }

    /**
     * Refuses new calls, then waits for those under way, at most so long. False where some still
     * run.
     */
    boolean drain(Duration limit) throws InterruptedException {
        return calls.close(limit);
    }

    /** A call under way. */
    private static final class Call<A> extends FutureTask<A> {
        Call(Callable<A> callable) {
            super(callable);
        }

        /** Its answer; a long limit may be overrun by a moment. */
        A await(Duration limit) throws InterruptedException, ExecutionException, TimeoutException {
            if (limit.compareTo(WATCHED) < 0) {
                return get(limit.toNanos(), TimeUnit.NANOSECONDS);
            }
            Watchdog.Watch watch = WATCHDOG.watch(() -> setException(new TimeoutException()));
            watch.start(limit);
            try {
                return get();
            } catch (ExecutionException ended) {
                if (watch.hasBitten() && ended.getCause() instanceof TimeoutException overdue) {
                    throw overdue;
                }
                throw ended;
            } finally {
                watch.stop();
            }
        }
    }

    private <A> Answer<A> trouble(String reason) {
        Status.Transient status = new Status.Transient(3, 0, info.name() + " unavailable");
        events.publish(
                new MailEvent.HookFailed(
                        clock.instant(), info.name(), info.plugin(), status, reason));
        return new Answer.Trouble<>(status, info.name());
    }
}
