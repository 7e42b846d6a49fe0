// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.time.Watchdog;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * One question to a script: made by the thread that wants the answer, which waits in {@link
 * #await}; answered by a worker.
 *
 * <pre>
 * QUEUED  -> RUNNING    a worker begins
 * QUEUED  -> GIVEN_UP   the asker has waited long enough
 * RUNNING -> ENDED      the worker has an answer or a failure
 * RUNNING -> GIVEN_UP   the asker's time is over, or it was interrupted; the worker is killed
 * </pre>
 */
final class Call<A> {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** How much longer a call may take than it computes, where others have the processors. */
    private static final Duration STARVED = Duration.ofSeconds(2);

    /** The same for loading: a start on a busy machine is no reason to do without a policy. */
    private static final Duration LOAD_STARVED = Duration.ofSeconds(50);

    /** A timed wait for each call would cost more than most calls. */
    private static final Watchdog WATCHDOG = new Watchdog("script/watchdog", Duration.ofMillis(10));

    private enum State {
        QUEUED,
        RUNNING,
        ENDED,
        GIVEN_UP
    }

    private final String name;
    private final Function<Sandbox, A> body;
    private final Duration limit;
    private final Duration starved;
    private final Duration queued;
    private final Limits limits;
    private final long madeAt = System.nanoTime();
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

    /** Falls when there is something to tell the asker. */
    private final CountDownLatch told = new CountDownLatch(1);

    /** Falls when no thread works on it any more, also after it was given up. */
    private final CountDownLatch ended = new CountDownLatch(1);

    private final Watchdog.Watch watch = WATCHDOG.watch(this::look);

    private volatile @Nullable Worker worker;
    private volatile long beganAt;
    private volatile long computedBefore;
    private volatile long hostNanos;
    private volatile long hostSince;
    private @Nullable A answer;
    private @Nullable RuntimeException failure;
    private @Nullable ScriptFailedException overdue;

    Call(String name, Duration limit, Limits limits, Function<Sandbox, A> body) {
        this(name, limit, STARVED, limits.queued(), limits, body);
    }

    private Call(
            String name,
            Duration limit,
            Duration starved,
            Duration queued,
            Limits limits,
            Function<Sandbox, A> body) {
        this.name = name;
        this.limit = limit;
        this.starved = starved;
        this.queued = queued;
        this.limits = limits;
        this.body = body;
    }

    /** One that loads a script, or waits until it is loaded. */
    static <A> Call<A> loading(String script, Limits limits, Function<Sandbox, A> body) {
        Duration all = limits.load().plus(LOAD_STARVED);
        return new Call<>("loading " + script, limits.load(), LOAD_STARVED, all, limits, body);
    }

    /** A call that nobody waits for: it wakes a worker up. */
    static Call<Boolean> nobody() {
        Call<Boolean> call =
                new Call<>("", Duration.ZERO, Limits.of(Duration.ofSeconds(1)), _ -> true);
        call.state.set(State.GIVEN_UP);
        return call;
    }

    /** A worker takes it; false where nobody waits for it any more. */
    boolean begin(Worker by) {
        worker = by;
        beganAt = System.nanoTime();
        computedBefore = THREADS.getCurrentThreadCpuTime();
        return state.compareAndSet(State.QUEUED, State.RUNNING);
    }

    /** Runs it; on the worker's thread. False where the sandbox must not be used again. */
    @SuppressWarnings("IllegalCatch") // the border of the hook call: its caller gets what it threw
    boolean run(SandboxSource source) {
        try {
            answer = body.apply(source.get());
            return true;
        } catch (RuntimeException broken) {
            failure = broken;
            return false;
        }
    }

    /** The worker is done with it. False where the asker has given it up meanwhile. */
    boolean end() {
        boolean wanted = state.compareAndSet(State.RUNNING, State.ENDED);
        ended.countDown();
        if (wanted) {
            told.countDown();
        }
        return wanted;
    }

    /** Waits for the worker to be done with it; false after the time. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Stops the clock while the script waits for us. On the worker's thread. */
    void enterHost() {
        hostSince = System.nanoTime();
    }

    /** Lets it run on. */
    void leaveHost() {
        hostNanos = hostNanos + System.nanoTime() - hostSince;
        hostSince = 0;
    }

    /**
     * The answer. Blocks as long as the limits say; then, or when it is interrupted, has the worker
     * killed.
     */
    A await() throws InterruptedException {
        watch.start(limit);
        try {
            told.await();
        } catch (InterruptedException stopped) {
            giveUp();
            throw stopped;
        } finally {
            watch.stop();
        }
        return answer();
    }

    private A answer() {
        RuntimeException reason = state.get() == State.ENDED ? failure : overdue;
        if (reason != null) {
            throw reason;
        }
        if (answer == null) {
            throw new IllegalStateException(name + ": a call without an answer");
        }
        return answer;
    }

    /** The watchdog's look, when its time may be over. */
    private void look() {
        long left = state.get() == State.QUEUED ? leftInQueue() : leftToRun();
        if (left > 0 && told.getCount() > 0) {
            watch.start(Duration.ofNanos(left));
        }
    }

    /** Nanoseconds until it is given up, which is done here when there are none. */
    private long leftInQueue() {
        // Before it may be one that runs as long as it may.
        long patience = Math.max(queued.toNanos(), limit.toNanos());
        long left = patience - (System.nanoTime() - madeAt);
        if (left <= 0 && state.compareAndSet(State.QUEUED, State.GIVEN_UP)) {
            tell("every sandbox is busy");
        }
        return Math.clamp(left, 1, limit.toNanos());
    }

    private long leftToRun() {
        long since = hostSince;
        long inHost = hostNanos + (since == 0 ? 0 : System.nanoTime() - since);
        long ran = System.nanoTime() - beganAt - inHost;
        long left = limit.toNanos() - (ran < limit.toNanos() ? ran : computed(ran));
        if (left <= 0 && giveUp()) {
            tell("still running after " + limit.toMillis() + " ms");
        } else if (inHost > limits.hostTime().toNanos() && giveUp()) {
            tell("no answer from outside after " + limits.hostTime().toMillis() + " ms");
        }
        return left;
    }

    private void tell(String reason) {
        overdue = new ScriptFailedException(name + ": " + reason);
        told.countDown();
    }

    /** How long the worker has had a processor for this; all of the time where that is enough. */
    private long computed(long ran) {
        Worker runner = worker;
        if (runner == null || ran >= limit.plus(starved).toNanos()) {
            return ran;
        }
        long now = THREADS.getThreadCpuTime(runner.threadId());
        return now < 0 ? ran : now - computedBefore;
    }

    private boolean giveUp() {
        if (state.compareAndSet(State.QUEUED, State.GIVEN_UP)) {
            return true;
        }
        Worker runner = worker;
        if (runner == null || !state.compareAndSet(State.RUNNING, State.GIVEN_UP)) {
            return false;
        }
        Thread.ofPlatform().daemon().name("script/kill").start(() -> runner.kill(this));
        return true;
    }

    /** Where a call gets the sandbox it runs in. */
    @FunctionalInterface
    interface SandboxSource {
        /** A sandbox in which the script is loaded. */
        Sandbox get();
    }
}
