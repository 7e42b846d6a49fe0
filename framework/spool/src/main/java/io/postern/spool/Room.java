// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.spool.Spool.Standing;
import io.postern.spool.SpoolStatus.Space;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Decides who gets room on the disk while there is little: the ladder of {@link Space}, down as
 * space goes and up again as it comes. Strangers are put off first, then all new mail; what is left
 * is for outcomes and relocation, and for them alone a reserve is kept in a file. A segment counts
 * as a fortieth of the file system at most, so that on a small one the first two rungs are at a
 * tenth and a twentieth of it. Asks the file system at most every 100 ms. Safe for many threads.
 */
final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final long STALE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long RESERVE = 64L << 20;
    private static final long LEAST_RESERVE = 16L << 20;

    /** Beyond the reserve, or an attempt to make it would take what an outcome needs. */
    private static final long MARGIN = 16L << 20;

    private final Journal journal;
    private final long segmentOctets;
    private final LongSupplier ticks;
    private final AtomicLong claimed = new AtomicLong();
    private volatile Known known;
    private volatile boolean reserved;
    private volatile boolean spent;
    private Space told = Space.AMPLE;

    private record Known(long free, long low, long least, long reserve, long asked) {}

    /** Keeps the reserve where there is room for it. */
    Room(Journal journal, long segmentOctets, LongSupplier ticks) {
        this.journal = journal;
        this.segmentOctets = segmentOctets;
        this.ticks = ticks;
        this.known = ask();
        keepReserve();
    }

    /**
     * Lets a message pass that is about to come, or not.
     *
     * @param octets that were announced; 0 where none were
     * @throws SpoolFullException where there isn't room for it beside those under way
     */
    void require(long octets, Standing standing) {
        Known now = known();
        Space space = space(now);
        boolean open = space == Space.AMPLE || (space == Space.LOW && standing == Standing.KNOWN);
        if (!open || octets > now.free - now.least - claimed.get()) {
            throw full(octets, space, now);
        }
    }

    /**
     * Lets a record of new mail pass, or not.
     *
     * @throws SpoolFullException where there isn't room for it
     */
    void requireForRecord(long octets) {
        Known now = known();
        Space space = space(now);
        if (space.compareTo(Space.LOW) > 0 || octets > now.free - now.least) {
            throw full(octets, space, now);
        }
    }

    private SpoolFullException full(long octets, Space space, Known now) {
        return new SpoolFullException(
                "no room for %d octets: %s, %d free, %d promised to receptions under way"
                        .formatted(octets, space.text(), now.free, claimed.get()));
    }

    /**
     * Promises room to a message that is about to come.
     *
     * @throws SpoolFullException where there isn't room for it beside those under way
     */
    Claim claim(long octets) {
        require(octets, Standing.KNOWN);
        claimed.addAndGet(octets);
        return new Claim(octets);
    }

    /** Room that is promised, and not used yet. The reception's thread's. */
    final class Claim implements AutoCloseable {
        private long left;

        private Claim(long octets) {
            left = octets;
        }

        /** Octets have gone to the writer. */
        void used(long octets) {
            long count = Math.min(left, octets);
            left -= count;
            claimed.addAndGet(-count);
        }

        @Override
        public void close() {
            used(left);
        }
    }

    /** On which rung we are. */
    Space space() {
        return space(known());
    }

    private Space space(Known now) {
        if (spent) {
            return Space.SPENT;
        }
        if (!reserved) {
            return Space.RESERVE;
        }
        if (now.free < now.least) {
            return Space.SHORT;
        }
        return now.free < now.low ? Space.LOW : Space.AMPLE;
    }

    /** Whether outcomes wait for room, or don't any more; the writer's. */
    void spent(boolean outcomesWait) {
        spent = outcomesWait;
    }

    /** Whether outcomes wait for room. */
    boolean isSpent() {
        return spent;
    }

    /** What may be written to relocate messages; {@link Long#MAX_VALUE} while nothing is short. */
    long forRelocation() {
        Known now = known();
        return space(now) == Space.AMPLE ? Long.MAX_VALUE : now.free + (reserved ? now.reserve : 0);
    }

    /** Gives the reserve back for what must be written; false where it was before. */
    synchronized boolean giveReserve() {
        if (!reserved) {
            return false;
        }
        reserved = false;
        LOG.warn("event=spool-reserve-used octets={}", known.reserve);
        try {
            journal.reserve(0);
            return true;
        } catch (IOException broken) {
            LOG.error("event=spool-reserve-stuck reason={}", broken.toString());
            return false;
        }
    }

    /** Looks where we are, says so where that is new, and makes the reserve again if it can be. */
    synchronized void look() {
        keepReserve();
        Space space = space();
        if (space != told) {
            told = space;
            Known now = known;
            LOG.warn(
                    "event=spool-space space={} free={} low-below={} none-below={} reserve={}",
                    space,
                    now.free,
                    now.low,
                    now.least,
                    reserved ? now.reserve : 0);
        }
    }

    private synchronized void keepReserve() {
        if (reserved) {
            return;
        }
        try {
            long wanted = known().reserve;
            if (journal.reserved() != wanted) { // else an earlier process left it
                journal.reserve(0);
                known = ask();
                if (known.free < wanted + MARGIN) {
                    return;
                }
                journal.reserve(wanted);
                known = ask();
            }
            reserved = true;
        } catch (IOException full) {
            LOG.debug("event=no-room-for-reserve", full);
        }
    }

    private Known known() {
        Known last = known;
        if (ticks.getAsLong() - last.asked > STALE) {
            last = ask();
            known = last;
        }
        return last;
    }

    private Known ask() {
        try {
            Journal.Usage usage = journal.usage();
            long total = usage.totalOctets();
            long segment = Math.min(segmentOctets, total / 40);
            return new Known(
                    usage.freeOctets(),
                    Math.max(total / 10, 4 * segment),
                    2 * segment,
                    Math.clamp(total / 20, LEAST_RESERVE, RESERVE),
                    ticks.getAsLong());
        } catch (IOException unreadable) {
            throw new SpoolUnavailableException("asking for free space", unreadable);
        }
    }
}
