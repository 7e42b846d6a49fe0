// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides whether there is room for new mail. Below the floor none is taken, so that outcomes of
 * what is there can still be written: two segments, but at most a tenth of the file system, and at
 * least 64 MiB. Asks the file system at most every 100 ms. Safe for many threads.
 */
final class Room {
    private static final long LEAST = 64L << 20;
    private static final long STALE = TimeUnit.MILLISECONDS.toNanos(100);

    private final Journal journal;
    private final long segmentOctets;
    private final LongSupplier ticks;
    private volatile Known known;

    private record Known(long spare, long asked) {}

    Room(Journal journal, long segmentOctets, LongSupplier ticks) {
        this.journal = journal;
        this.segmentOctets = segmentOctets;
        this.ticks = ticks;
        this.known = ask();
    }

    /**
     * Lets octets of new mail pass, or not.
     *
     * @throws SpoolFullException where there isn't room for them
     */
    void require(long octets) {
        Known last = known;
        if (ticks.getAsLong() - last.asked > STALE) {
            last = ask();
            known = last;
        }
        if (last.spare < octets) {
            throw new SpoolFullException(
                    "no room for %d octets: %d free above the reserve"
                            .formatted(octets, last.spare));
        }
    }

    private Known ask() {
        try {
            Journal.Usage usage = journal.usage();
            long floor = Math.min(2 * segmentOctets, usage.totalOctets() / 10);
            return new Known(usage.freeOctets() - Math.max(LEAST, floor), ticks.getAsLong());
        } catch (IOException unreadable) {
            throw new SpoolUnavailableException("asking for free space", unreadable);
        }
    }
}
