// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * By when an answer is wanted.
 *
 * @param nanoTime a value of {@link System#nanoTime()}
 */
record Deadline(long nanoTime) {
    static Deadline in(Duration wait) {
        return new Deadline(System.nanoTime() + wait.toNanos());
    }

    boolean isOver() {
        return left() <= 0;
    }

    /** Nanoseconds until then; none or fewer when it is over. */
    long left() {
        return nanoTime - System.nanoTime();
    }

    /** A nearer deadline: that part of the time left. */
    Deadline part(double part) {
        return new Deadline(System.nanoTime() + (long) (Math.max(0, left()) * part));
    }

    /** For a socket's time-out, which takes 0 for "for ever". */
    int millis() throws SocketTimeoutException {
        long left = left();
        if (left <= 0) {
            throw new SocketTimeoutException("time-out");
        }
        return (int) Math.min(Integer.MAX_VALUE, 1 + TimeUnit.NANOSECONDS.toMillis(left));
    }
}
