// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.time.Duration;

/**
 * What has happened in the last hour, say: a count for each twelfth of the window. The twelfth that
 * is leaving the window counts whole, so that the count is never too low, and too high by what
 * happened in one twelfth at most. Times are milliseconds; one that lies before another that was
 * seen is taken for the latter. For one thread.
 */
final class SlidingWindow {
    private static final int PARTS = 12;

    private final long part;

    /** The part that is under way, and those that the window reaches back to. */
    private final long[] counts = new long[PARTS + 1];

    /** The number of the part under way since 1970. */
    private long current;

    SlidingWindow(Duration window, long now) {
        this.part = Math.ceilDiv(window.toMillis(), PARTS);
        this.current = now / part;
    }

    /** Counts so many; how many there are then. */
    long add(long number, long now) {
        move(now);
        counts[slot(current)] += number;
        return sum();
    }

    /** How many there are. */
    long count(long now) {
        move(now);
        return sum();
    }

    /** Whether nothing is left in the window. */
    boolean isOver(long now) {
        return now / part > current + PARTS;
    }

    /** Milliseconds until there is room for so many under a limit that is at least as high. */
    long untilRoom(long number, long limit, long now) {
        move(now);
        long left = sum();
        for (long oldest = current - PARTS; oldest <= current; oldest++) {
            if (left + number <= limit) {
                // What is in the part before this one has left when that part is over its window.
                return Math.max((oldest + PARTS) * part - now, 0);
            }
            left -= counts[slot(oldest)];
        }
        return Math.max((current + PARTS + 1) * part - now, 0);
    }

    private void move(long now) {
        long next = now / part;
        if (next - current > PARTS) {
            current = next - PARTS - 1;
        }
        while (current < next) {
            current++;
            counts[slot(current)] = 0;
        }
    }

    private long sum() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    private static int slot(long number) {
        return Math.floorMod(number, PARTS + 1);
    }
}
