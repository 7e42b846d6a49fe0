// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.util.concurrent.TimeUnit;

/**
 * How fast a client must go on once it has begun with something, a command or a message: for a
 * while it may be as slow as it likes, then not slower than so many octets a second on the whole.
 * Only the time that we wait for it counts. Used by the session's thread.
 */
final class Pace {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long octetsPerSecond;
    private final long graceNanos;
    private long octets;
    private long waited;

    Pace(Limits.Rate rate) {
        octetsPerSecond = rate.octetsPerSecond();
        graceNanos = rate.grace().toNanos();
    }

    /** It begins with something new. */
    void restart() {
        octets = 0;
        waited = 0;
    }

    /** We have waited so long, and so much has come. */
    void count(long nanos, int more) {
        waited += nanos;
        octets += more;
    }

    /** How long its next octets may take. */
    long patienceNanos() {
        if (octetsPerSecond == 0) {
            return Long.MAX_VALUE;
        }
        return graceNanos + octets / octetsPerSecond * SECOND - waited;
    }
}
