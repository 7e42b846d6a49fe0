// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A platform thread that owns one sandbox of a generation and runs one call after the other in it.
 * A platform thread, because a built-in function that can't be stopped would occupy the carrier of
 * a virtual one.
 *
 * <p>The sandbox is replaced after any failure. A call that is given up is killed in this order:
 * interrupt, 100 ms, close the context, 1 s, give the thread up and start another. {@code current}
 * is guarded by this where that matters: who interrupts must not hit the next call.
 */
final class Worker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration INTERRUPTED = Duration.ofMillis(100);
    private static final Duration CLOSED = Duration.ofSeconds(1);

    private final Generation generation;
    private final Thread thread;
    private volatile @Nullable Sandbox sandbox;
    private volatile @Nullable Call<?> current;
    private volatile boolean abandoned;

    Worker(Generation generation, String name) {
        this.generation = generation;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this);
    }

    void start() {
        thread.start();
    }

    long threadId() {
        return thread.threadId();
    }

    /** Waits for the thread to end; false after the time. */
    boolean join(Duration time) throws InterruptedException {
        return thread.join(time);
    }

    @Override
    public void run() {
        try {
            while (!abandoned) {
                if (sandbox == null) {
                    load();
                }
                Call<?> call = generation.next();
                if (call == null) {
                    return;
                }
                if (call.begin(this)) {
                    perform(call);
                }
            }
        } catch (InterruptedException _) {
            thread.interrupt();
        } finally {
            discard();
            generation.left(this);
        }
    }

    /** Loads the script before anybody asks. What fails here fails the next call again. */
    private void load() {
        Limits limits = generation.limits();
        Call<Boolean> load = Call.loading(generation.name(), limits, _ -> true);
        load.begin(this);
        Thread.ofVirtual().name("script/load").start(() -> watch(load));
        perform(load);
    }

    private static void watch(Call<Boolean> load) {
        try {
            load.await();
        } catch (ScriptFailedException | IllegalStateException failed) {
            // The second where the engine is gone: nobody will ask any more.
            LOG.debug("status=not-loaded reason=\"{}\"", failed.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform(Call<?> call) {
        current = call;
        boolean clean = false;
        try {
            clean = call.run(this::loaded);
        } finally {
            synchronized (this) {
                current = null;
            }
            // From here on nobody interrupts; what was meant for this call must not end the next.
            boolean interrupted = Thread.interrupted();
            boolean wanted = call.end();
            if (!clean || !wanted || interrupted) {
                discard();
            }
        }
    }

    private Sandbox loaded() {
        Sandbox own = sandbox;
        if (own == null) {
            own = generation.newSandbox(this);
            sandbox = own;
            own.load();
        }
        return own;
    }

    /** The script waits for us, as for the DNS: meanwhile another thread may take calls. */
    void enterHost() {
        Call<?> call = current;
        if (call != null) {
            call.enterHost();
        }
        generation.enterHost();
    }

    /** The script runs on. */
    void leaveHost() {
        generation.leaveHost();
        Call<?> call = current;
        if (call != null) {
            call.leaveHost();
        }
    }

    /** Stops a call that was given up, whatever it takes. Blocks up to 1.1 s. */
    void kill(Call<?> call) {
        try {
            Sandbox doomed = interrupt(call);
            if (call.awaitEnd(INTERRUPTED)) {
                return;
            }
            if (doomed != null) {
                spawn("script/close", doomed::close);
            }
            if (!call.awaitEnd(CLOSED)) {
                abandoned = true;
                generation.abandon(this);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it runs in, if it still runs. */
    private synchronized @Nullable Sandbox interrupt(Call<?> call) {
        if (current != call) {
            return null;
        }
        Sandbox doomed = sandbox;
        if (doomed != null) {
            spawn("script/interrupt", doomed::interrupt);
        }
        thread.interrupt();
        return doomed;
    }

    /** Each on a thread of its own: against some built-in functions even these don't return. */
    private static void spawn(String name, Runnable step) {
        Thread.ofPlatform().daemon().name(name).start(step);
    }

    private void discard() {
        Sandbox old = sandbox;
        sandbox = null;
        if (old != null) {
            old.close();
        }
    }

    /** How long an idle worker waits before it looks whether its generation is closed. */
    static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
}
