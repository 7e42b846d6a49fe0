// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.jspecify.annotations.Nullable;

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
    private enum State {
        QUEUED,
        RUNNING,
        ENDED,
        GIVEN_UP
    }

    private final String name;
    private final Function<Sandbox, A> body;
    private final Duration limit;
    private final Limits limits;
    private final long madeAt = System.nanoTime();
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

    /** Falls when no thread works on it any more, also after it was given up. */
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile @Nullable Worker worker;
    private volatile long beganAt;
    private volatile long hostNanos;
    private volatile long hostSince;
    private @Nullable A answer;
    private @Nullable RuntimeException failure;

    Call(String name, Duration limit, Limits limits, Function<Sandbox, A> body) {
        this.name = name;
        this.limit = limit;
        this.limits = limits;
        this.body = body;
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
        try {
            long wait = limit.toNanos();
            while (!ended.await(wait, TimeUnit.NANOSECONDS)) {
                wait = Math.max(left(), 1_000_000);
            }
        } catch (InterruptedException stopped) {
            giveUp();
            throw stopped;
        }
        return answer();
    }

    private A answer() {
        if (failure != null) {
            throw failure;
        }
        if (answer == null) {
            throw new IllegalStateException(name + ": a call without an answer");
        }
        return answer;
    }

    /** Nanoseconds until this call is given up, which is done here when there are none. */
    private long left() {
        if (state.get() == State.QUEUED) {
            // Behind the first call is a sandbox that is being loaded.
            long patience = Math.max(limits.queued().toNanos(), limit.toNanos());
            long left = patience - (System.nanoTime() - madeAt);
            if (left <= 0 && state.compareAndSet(State.QUEUED, State.GIVEN_UP)) {
                throw new ScriptFailedException(name + ": every sandbox is busy");
            }
            return Math.min(left, limit.toNanos());
        }
        long since = hostSince;
        long inHost = hostNanos + (since == 0 ? 0 : System.nanoTime() - since);
        long left = limit.toNanos() + inHost - (System.nanoTime() - beganAt);
        if (left <= 0 && giveUp()) {
            throw new ScriptFailedException(
                    name + ": still running after " + limit.toMillis() + " ms");
        }
        if (inHost > limits.hostTime().toNanos() && giveUp()) {
            throw new ScriptFailedException(
                    name
                            + ": no answer from outside after "
                            + limits.hostTime().toMillis()
                            + " ms");
        }
        return left;
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
