// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Estimates what hooks use of the processors: the JVM can't measure a virtual thread. Twenty times
 * a second it looks which calls are running, not waiting, and gives each of their hooks the time
 * since the last look, as far as there are processors for all of them and the process has used that
 * much. A call takes a place in a table to be seen; where two meet in one, one isn't. The thread of
 * its own ends when nothing is called for some seconds.
 */
final class CpuSampler {
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);

    /** Looks that may find nothing before the thread ends. */
    private static final int PATIENCE = 100;

    /** A power of two. */
    private static final int PLACES = 1024;

    private final AtomicReferenceArray<Running> running = new AtomicReferenceArray<>(PLACES);
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile boolean closed;

    /** A call under way, on a thread. */
    record Running(Thread thread, Tally tally) {
        private int place() {
            return (int) thread.threadId() & (PLACES - 1);
        }
    }

    /** A call begins on this thread; to be ended there. */
    Running begin(Tally tally) {
        Running call = new Running(Thread.currentThread(), tally);
        running.setRelease(call.place(), call);
        if (!awake.get()) {
            wake();
        }
        return call;
    }

    void end(Running call) {
        running.compareAndSet(call.place(), call, null);
    }

    /** Looks no more. */
    void close() {
        closed = true;
    }

    private void wake() {
        if (!closed && awake.compareAndSet(false, true)) {
            Thread.ofPlatform()
                    .daemon()
                    .name("hooks/cpu")
                    .inheritInheritableThreadLocals(false)
                    .start(this::run);
        }
    }

    private void run() {
        long before = System.nanoTime();
        Duration usedBefore = used();
        for (int idle = 0; idle < PATIENCE && !closed; idle++) {
            LockSupport.parkNanos(TICK);
            long now = System.nanoTime();
            Duration used = used();
            if (look(now - before, used.minus(usedBefore).toNanos())) {
                idle = 0;
            }
            before = now;
            usedBefore = used;
        }
        awake.set(false);
    }

    /**
     * One look.
     *
     * @param nanos since the last
     * @param used by the process in that time, on all processors
     * @return whether a call was under way
     */
    boolean look(long nanos, long used) {
        Map<Tally, Integer> active = new HashMap<>();
        boolean any = false;
        int all = 0;
        for (int i = 0; i < PLACES; i++) {
            Running call = running.getAcquire(i);
            any |= call != null;
            if (call != null && call.thread().getState() == Thread.State.RUNNABLE) {
                active.merge(call.tally(), 1, Integer::sum);
                all++;
            }
        }
        if (all > 0) {
            long each = Math.min(nanos, Math.min(nanos * processors(), used) / all);
            active.forEach((tally, calls) -> tally.used(each * calls));
        }
        return any;
    }

    private static long processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** By the whole process; a long time where the system doesn't say. */
    private static Duration used() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElseGet(() -> Duration.ofNanos(System.nanoTime()).multipliedBy(processors()));
    }
}
