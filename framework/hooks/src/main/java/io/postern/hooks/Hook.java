// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Status;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
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
        FutureTask<A> task =
                new FutureTask<>(
                        () -> {
                            try {
                                return call.on(service);
                            } finally {
                                calls.leave();
                            }
                        });
        Thread thread = Thread.ofVirtual().name("hook/" + info.name()).start(task);
        try {
            A answer = task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
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

    private <A> Answer<A> trouble(String reason) {
        Status.Transient status = new Status.Transient(3, 0, info.name() + " unavailable");
        events.publish(
                new MailEvent.HookFailed(
                        clock.instant(), info.name(), info.plugin(), status, reason));
        return new Answer.Trouble<>(status, info.name());
    }
}
