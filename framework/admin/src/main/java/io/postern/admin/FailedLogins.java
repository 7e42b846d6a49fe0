// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Counts wrong tokens, so that nobody tries them by the thousand. Who has the right one is never
 * kept out. Guarded by itself.
 */
final class FailedLogins {
    private static final int LIMIT = 20;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final InstantSource clock;
    private Instant end = Instant.MIN;
    private int count;

    FailedLogins(InstantSource clock) {
        this.clock = clock;
    }

    /** Counts one more; whether that is too many in this minute. */
    synchronized boolean isTooMany() {
        Instant now = clock.instant();
        if (now.isAfter(end)) {
            end = now.plus(WINDOW);
            count = 0;
        }
        count++;
        return count > LIMIT;
    }
}
