// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.time.Watchdog;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One service in one chain: calls it on a virtual thread of its own, up to a deadline. States: open
 * until its service goes; then closed, which refuses new calls and waits for those under way.
 * Nothing but a call under way leads to it then.
 */
final class Member<H> {
    private static final Logger LOG = LoggerFactory.getLogger(Member.class);

    /** From here on a limit needn't be kept to the millisecond. */
    private static final Duration WATCHED = Duration.ofSeconds(2);

    private final H service;
    private final HookState state;
    private final HookHost host;
    private final ThreadFactory threads;
    private final @Nullable ClassLoader loader;
    private final Calls calls = new Calls();

    Member(H service, HookState state, HookHost host) {
        this.service = service;
        this.state = state;
        this.host = host;
        this.loader = service.getClass().getClassLoader();
        this.threads =
                Thread.ofVirtual()
                        .name("hook/" + state.info().name())
                        .inheritInheritableThreadLocals(false)
                        .factory();
    }

    HookState state() {
        return state;
    }

    /** What a hook without a name is called. */
    String className() {
        return service.getClass().getSimpleName();
    }

    /**
     * Calls it and waits for the answer, at most so long; null where it is closed. When the time is
     * over the thread of the call is interrupted and left to itself.
     */
    <A> @Nullable Answer<A> call(HookCall<H, A> call, Duration limit) throws InterruptedException {
        if (!calls.enter()) {
            return null;
        }
        Suspension.Leave leave = state.suspension().ask();
        if (leave == Suspension.Leave.NONE) {
            calls.leave();
            return state.suspended();
        }
        long start = System.nanoTime();
        Call<A> task = new Call<>(() -> served(call));
        Thread thread = threads.newThread(task);
        thread.start();
        try {
            A answer = task.await(limit, host.watchdog());
            long nanos = System.nanoTime() - start;
            // A plugin built without null checks may still hand us one.
            return answer == null
                    ? state.failed("answered null", nanos, leave)
                    : state.answered(answer, nanos, leave);
        } catch (TimeoutException _) {
            thread.interrupt();
            String reason = "no answer after " + limit.toMillis() + " ms";
            return state.failed(reason, System.nanoTime() - start, leave);
        } catch (ExecutionException broken) {
            return threw(broken.getCause(), System.nanoTime() - start, leave);
        } catch (InterruptedException stopped) {
            thread.interrupt();
            state.suspension().abandoned(leave);
            throw stopped;
        }
    }

    private <A> A served(HookCall<H, A> call) throws InterruptedException {
        try {
            // What the plugin starts from here can be told by it.
            Thread.currentThread().setContextClassLoader(loader);
            return measured(call);
        } finally {
            calls.leave();
        }
    }

    private <A> A measured(HookCall<H, A> call) throws InterruptedException {
        CpuSampler.Running running = host.cpu().begin(state.tally());
        try {
            return call.on(service);
        } finally {
            host.cpu().end(running);
        }
    }

    private <A> Answer<A> threw(@Nullable Throwable cause, long nanos, Suspension.Leave leave) {
        LOG.error("hook={} plugin={} threw", state.info().name(), state.info().plugin(), cause);
        return state.failed("threw " + cause, nanos, leave);
    }

    /**
     * Calls it on this thread, for a caller that has a thread of its own to lose and nobody who
     * waits: no deadline, and what it throws is logged and swallowed. False where it is closed.
     */
    @SuppressWarnings(
            "IllegalCatch") // a border: one listener's bug must not end the others' thread
    boolean run(HookCall<H, ?> call) throws InterruptedException {
        if (!calls.enter()) {
            return false;
        }
        Suspension.Leave leave = state.suspension().ask();
        long start = System.nanoTime();
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(loader);
            if (leave != Suspension.Leave.NONE) {
                Object answer = measured(call);
                state.answered(answer, System.nanoTime() - start, leave);
            }
        } catch (RuntimeException broken) {
            threw(broken, System.nanoTime() - start, leave);
        } catch (InterruptedException stopped) {
            state.suspension().abandoned(leave);
            throw stopped;
        } finally {
            thread.setContextClassLoader(usual);
            calls.leave();
        }
        return true;
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
        A await(Duration limit, Watchdog watchdog)
                throws InterruptedException, ExecutionException, TimeoutException {
            if (limit.compareTo(WATCHED) < 0) {
                return get(limit.toNanos(), TimeUnit.NANOSECONDS);
            }
            Watchdog.Watch watch = watchdog.watch(() -> setException(new TimeoutException()));
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
}
