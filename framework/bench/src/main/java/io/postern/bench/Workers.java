// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Runs loops, each on a thread of its own; when one fails all are to stop. */
final class Workers {
    private final List<Thread> threads;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Runnable stop;

    /** Starts nothing yet. */
    Workers(String name, List<? extends Loop> loops, Runnable stop) {
        this.stop = stop;
        threads = loops.stream().map(loop -> thread(name, loop)).toList();
    }

    private Thread thread(String name, Loop loop) {
        return Thread.ofPlatform()
                .name(name)
                .daemon()
                .uncaughtExceptionHandler((_, thrown) -> failed(thrown))
                .unstarted(loop);
    }

    private void failed(Throwable thrown) {
        failure.compareAndSet(null, thrown);
        stop.run();
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /**
     * Waits until all have ended.
     *
     * @throws IllegalStateException if one failed
     */
    void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException(thrown.toString(), thrown);
        }
    }
}
