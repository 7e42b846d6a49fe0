// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.spool.SpoolStatus.Space;
import io.postern.spool.WriteRequest.MoveWrite;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the journal small, in a thread of its own: has what waits in the oldest segments relocated,
 * so that one message nobody takes for five days doesn't keep all that came after it. Takes a fifth
 * of the time at most, or half of it where space is low. It also looks after the room on the disk.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(250);

    /** How long a segment is left alone from which not everything could be moved. */
    private static final long AGAIN = TimeUnit.SECONDS.toNanos(10);

    /** So many times as long as a slice took it is until the next. */
    private static final int REST = 4;

    private static final int SHORT_REST = 1;

    private final Room room;
    private final SegmentUse use;
    private final Relocation relocation;
    private final LongSupplier ticks;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private int tried;
    private long triedAt;

    Upkeep(Room room, SegmentUse use, Relocation relocation, LongSupplier ticks) {
        this.room = room;
        this.use = use;
        this.relocation = relocation;
        this.ticks = ticks;
        this.thread = Thread.ofPlatform().name("spool/upkeep").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Ends it, after the slice that is under way; the writer must still be there. */
    void stop() {
        stopped.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopped.await(PERIOD, TimeUnit.NANOSECONDS)) {
                tend();
            }
        } catch (InterruptedException over) {
            LOG.debug("event=upkeep-interrupted");
        }
    }

    @SuppressWarnings("IllegalCatch") // a border: without upkeep mail still flows
    private void tend() throws InterruptedException {
        try {
            room.look();
            OptionalInt segment = use.worthMoving(room.forRelocation());
            if (segment.isPresent() && isDue(segment.getAsInt())) {
                tried = segment.getAsInt();
                empty(tried);
                triedAt = ticks.getAsLong();
            }
        } catch (SpoolFullException | SpoolUnavailableException notNow) {
            relocation.giveUp();
            triedAt = ticks.getAsLong();
            LOG.debug("event=relocation-put-off segment={}", tried, notNow);
        } catch (RuntimeException bug) {
            relocation.giveUp();
            LOG.error("event=upkeep-failed", bug);
        }
    }

    private boolean isDue(int segment) {
        return segment != tried || ticks.getAsLong() - triedAt >= AGAIN;
    }

    private void empty(int segment) throws InterruptedException {
        long begin = ticks.getAsLong();
        int messages = 0;
        relocation.choose(segment);
        for (List<MoveWrite> slice = relocation.next();
                !slice.isEmpty();
                slice = relocation.next()) {
            messages += finish(slice);
            long took = ticks.getAsLong() - begin;
            int rest = room.space() == Space.AMPLE ? REST : SHORT_REST;
            if (stopped.await(took * rest, TimeUnit.NANOSECONDS)) {
                return;
            }
            begin = ticks.getAsLong();
        }
        LOG.debug("event=relocated segment={} messages={}", segment, messages);
    }

    private static int finish(List<MoveWrite> slice) throws InterruptedException {
        int messages = 0;
        for (MoveWrite write : slice) {
            write.await();
            write.requireDone();
            messages += write.isLast() ? 1 : 0;
        }
        return messages;
    }
}
