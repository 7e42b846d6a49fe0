// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import java.time.Duration;

/**
 * Counts the calls of a service that are under way, so that it leaves after the last. Guarded by
 * itself.
 */
final class Calls {
    private int running;
    private boolean closed;

    synchronized boolean enter() {
        if (closed) {
            return false;
        }
        running++;
        return true;
    }

    synchronized void leave() {
        running--;
        notifyAll();
    }

    synchronized boolean close(Duration limit) throws InterruptedException {
        closed = true;
        long end = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        while (running > 0 && left > 0) {
            wait(left / 1_000_000 + 1);
            left = end - System.nanoTime();
        }
        return running == 0;
    }
}
