// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that measures come to its end at a signal: it is told to stop, and the process
 * stays until its report is printed.
 */
final class Interruption implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;
    private volatile int exitCode = Exit.NO;

    Interruption(Runnable stop) {
        hook = new Thread(() -> end(stop), "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end(Runnable stop) {
        stop.run();
        try {
            ended.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            // Nobody waits for this thread but the JVM.
        }
        Runtime.getRuntime().halt(exitCode);
    }

    /** All is printed; this is how it ended. */
    int ended(int code) {
        exitCode = code;
        ended.countDown();
        return code;
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The signal has come; the hook ends the process.
        }
    }
}
