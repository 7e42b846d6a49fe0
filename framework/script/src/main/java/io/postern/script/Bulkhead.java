// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts the threads that a script has cost us, over all its generations. Guarded by itself. */
final class Bulkhead {
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final int limit;
    private final InstantSource clock;
    private final Deque<Instant> losses = new ArrayDeque<>();

    Bulkhead(int limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** One more is lost; true where that is more than the limit within ten minutes. */
    synchronized boolean lost() {
        Instant now = clock.instant();
        losses.addLast(now);
        while (losses.getFirst().isBefore(now.minus(WINDOW))) {
            losses.removeFirst();
        }
        return losses.size() > limit;
    }
}
