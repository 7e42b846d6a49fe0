// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.QueueId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A spool without threads: nothing is written and nothing relocated but by the test's own call. */
final class HandSpool implements AutoCloseable {
    private final JournalSpool spool;
    private final AtomicLong ticks = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    HandSpool(MemoryJournal.Disk disk, Path folder, long segmentOctets) {
        var settings = new SpoolSettings(SpoolSettings.Sync.GROUP, segmentOctets, Set.of());
        try {
            spool =
                    SpoolFiles.open(
                                    disk,
                                    folder,
                                    settings,
                                    new Clocks(InstantSource.system(), ticks::get))
                            .recovered(failure::set);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    JournalSpool spool() {
        return spool;
    }

    boolean isDead() {
        return failure.get() != null;
    }

    /** Has all that waits written and made durable, with outcomes. */
    void turn() {
        spool.writer().turn(0);
        ticks.addAndGet(100_000_000); // outcomes ride with a commit, or wait for 50 ms
        spool.writer().turn(0);
    }

    QueueId accept(byte[] body, Acceptance acceptance) {
        try (Reception reception = spool.receive()) {
            for (int at = 0; at < body.length; at += 50_000) {
                reception.write(ByteBuffer.wrap(body, at, Math.min(50_000, body.length - at)));
            }
            ((JournalReception) reception).submit(acceptance);
            turn();
            return reception.id();
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    void record(QueueId id, List<RecipientChange> changes, Bounce... bounces) {
        spool.record(id, changes, List.of(bounces));
    }

    /** Hands over and has written slice after slice of a segment; how many those were. */
    int relocate(int segment) {
        spool.relocation().choose(segment);
        int slices = 0;
        while (!isDead() && !spool.relocation().next().isEmpty()) {
            turn();
            slices++;
        }
        return slices;
    }

    @Override
    public void close() {
        try {
            spool.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
