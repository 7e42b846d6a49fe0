// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * An instant as a single number: nanoseconds since 1970. Reaches from 1677 to 2262; what lies
 * beyond becomes the end, which is as good as never for any message.
 */
final class EpochNanos {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST = Long.MAX_VALUE / SECOND - 1;

    private EpochNanos() {}

    static long of(Instant instant) {
        long seconds = instant.getEpochSecond();
        return Math.clamp(seconds, -MOST, MOST) * SECOND
                + (Math.abs(seconds) > MOST ? 0 : instant.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }
}
