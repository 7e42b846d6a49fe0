// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends the process: at a signal with exit code 0, else with the code of the command. The JVM's own
 * answer to SIGTERM would be 143.
 */
final class Shutdown {
    /** RELIABILITY's 30 s for sessions and attempts, and room for the spool's last sync. */
    static final Duration LIMIT = Duration.ofSeconds(45);

    private static final AtomicInteger CODE = new AtomicInteger(Exit.FINE);

    private static volatile @Nullable Thread hook;

    private Shutdown() {}

    /** Does this when the process is to end, by a signal or by {@link #exit}. */
    static void before(Runnable stop) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                stop.run();
                            } finally {
                                Runtime.getRuntime().halt(CODE.get());
                            }
                        },
                        "shutdown");
        hook = thread;
        Runtime.getRuntime().addShutdownHook(thread);
    }

    /** Ends the process. */
    static void exit(int code) {
        // Where a signal came first its 0 stands.
        Thread running = hook;
        if (running == null || !running.isAlive()) {
            CODE.set(code);
        }
        System.exit(code);
    }
}
