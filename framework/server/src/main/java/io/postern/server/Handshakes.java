// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Lets so many handshakes compute at once, over all listeners, so that a flood of them leaves the
 * processor to those who are in. A place is taken only while there is something to compute, so
 * clients that stall in the middle take none away. Safe for many threads.
 */
final class Handshakes {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private volatile Semaphore places = new Semaphore(1);

    /** So many from now on; those under way are forgotten. */
    void limit(int atOnce) {
        places = new Semaphore(atOnce);
    }

    /**
     * Does what an engine wants done.
     *
     * @throws SSLException if there is no place in time
     */
    void compute(SSLEngine engine) throws SSLException, InterruptedException {
        Semaphore now = places;
        if (!now.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new SSLException("too many handshakes at once");
        }
        try {
            for (Runnable task = engine.getDelegatedTask();
                    task != null;
                    task = engine.getDelegatedTask()) {
                task.run();
            }
        } finally {
            now.release();
        }
    }
}
