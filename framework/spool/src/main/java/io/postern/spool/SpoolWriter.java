// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.spool.WriteRequest.Abandon;
import io.postern.spool.WriteRequest.ChangeWrite;
import io.postern.spool.WriteRequest.ChunkWrite;
import io.postern.spool.WriteRequest.CommitWrite;
import io.postern.spool.WriteRequest.MoveWrite;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The one thread that appends and syncs. It takes all that waits, appends it, syncs once, and only
 * then lets the sessions answer and the queue deliver: what comes while a sync runs is the next
 * group, so no timer is needed. An outcome rides in the next group, or makes one after 50 ms. After
 * a failed sync, or any error of ours, it ends: what waits is failed, nothing is ever synced again.
 */
final class SpoolWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);
    private static final long LATEST = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long TRY_AGAIN = TimeUnit.MILLISECONDS.toNanos(200);

    /** What the writer tells; called in its thread. */
    interface Listener {
        /**
         * These are durable: they may be answered for, and delivered.
         *
         * @param again known messages that were released or held, which may be over meanwhile
         */
        void durable(List<CommitWrite> commits, List<IndexEntry> bounces, List<IndexEntry> again);

        /** Nothing will be durable any more. */
        void failed(Throwable reason);
    }

    private final RecordLog log;
    private final JournalKey key;
    private final WriterQueue queue;
    private final SegmentUse use;
    private final boolean sync;
    private final LongSupplier ticks;
    private final Listener listener;
    private final Thread thread;

    private final Deque<ChangeWrite> withoutRoom = new ArrayDeque<>();
    private List<WriteRequest> taken = List.of();
    private List<CommitWrite> commits = new ArrayList<>();
    private List<ChangeWrite> changes = new ArrayList<>();
    private List<MoveWrite> moves = new ArrayList<>();
    private boolean unsettled; // there are chunks or outcomes that a RELOCATED may rest on
    private long firstChange;
    private int deletedBefore = 1;

    SpoolWriter(
            RecordLog log, SpoolFiles files, WriterQueue queue, SegmentUse use, Listener listener) {
        this.log = log;
        this.key = files.reader().key();
        this.queue = queue;
        this.use = use;
        this.sync = files.settings().sync() == SpoolSettings.Sync.GROUP;
        this.ticks = files.clocks().ticks();
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("spool/writer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Waits until all that waits is written and durable, or writes it where {@link #start} was
     * never called; call after the queue is closed.
     */
    void join() {
        if (thread.getState() == Thread.State.NEW) {
            run();
            return;
        }
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
        while (turn(patience())) {}
    }

    /**
     * Writes all that waits, or what comes within so many nanoseconds; false once nothing ever will
     * be written any more.
     */
    @SuppressWarnings("IllegalCatch") // a border: whatever goes wrong here ends the spool, cleanly
    boolean turn(long nanos) {
        try {
            if (work(nanos)) {
                return true;
            }
            end();
        } catch (Throwable broken) {
            fail(broken);
        }
        return false;
    }

    /** One group; false where there will be none. */
    private boolean work(long nanos) throws IOException, InterruptedException {
        List<WriteRequest> group = queue.take(nanos);
        if (group == null) {
            return false;
        }
        taken = group;
        retryWithoutRoom();
        for (WriteRequest request : group) {
            append(request);
        }
        log.room().spent(!withoutRoom.isEmpty());
        queue.written(group);
        taken = List.of();
        if (!commits.isEmpty() || !moves.isEmpty() || changesAreDue()) {
            endGroup();
        }
        return true;
    }

    private long patience() {
        if (!changes.isEmpty()) {
            return firstChange + LATEST - ticks.getAsLong();
        }
        return withoutRoom.isEmpty() ? WriterQueue.FOR_EVER : TRY_AGAIN;
    }

    private boolean changesAreDue() {
        return !changes.isEmpty() && ticks.getAsLong() - firstChange >= LATEST;
    }

    private void append(WriteRequest request) throws IOException {
        switch (request) {
            case ChunkWrite chunk -> append(chunk);
            case CommitWrite commit -> append(commit);
            case ChangeWrite change -> append(change);
            case MoveWrite move -> append(move);
            case Abandon(var incoming) -> abandon(incoming);
        }
    }

    private void append(ChunkWrite chunk) throws IOException {
        Incoming incoming = chunk.incoming();
        RuntimeException before = incoming.failure();
        if (before != null) {
            chunk.fail(before);
            return;
        }
        try {
            requireOutcomesWritten();
            Frame.Unsealed record = chunk.takeRecord();
            Journal.Place place = log.appendMail(record);
            queue.buffers().give(record.octets().array());
            if (incoming.firstSegment() == Incoming.NOWHERE) {
                incoming.firstSegment(place.segment());
                use.add(place.segment(), 0);
            }
            chunk.placed(new Chunk(place, record.payloadCheck(), chunk.messageOctets()));
        } catch (SpoolFullException full) {
            chunk.fail(full);
        }
    }

    private void append(CommitWrite commit) throws IOException {
        if (!commit.take()) {
            return;
        }
        Incoming incoming = commit.incoming();
        RuntimeException before = incoming.failure();
        if (before != null) {
            commit.fail(before);
            return;
        }
        try {
            requireOutcomesWritten();
            Journal.Place place = log.appendMail(commit.record(key));
            IndexEntry entry = commit.entry();
            if (incoming.firstSegment() == Incoming.NOWHERE) {
                entry.placed(place, place.segment());
            } else {
                entry.placed(place, incoming.firstSegment());
                abandon(incoming); // the segment is the message's from now on
            }
            use.add(entry.firstSegment(), entry.octets());
            commits.add(commit);
        } catch (SpoolFullException full) {
            commit.fail(full);
        }
    }

    /** No mail overtakes an outcome that waits for room, or what recovery has to write down. */
    private void requireOutcomesWritten() {
        if (!withoutRoom.isEmpty()) {
            throw new SpoolFullException("outcomes wait for room");
        }
    }

    private void append(ChangeWrite change) throws IOException {
        if (!withoutRoom.isEmpty() || !appended(change)) {
            withoutRoom.addLast(change); // in order, so none overtakes another
        }
    }

    private void retryWithoutRoom() throws IOException {
        while (!withoutRoom.isEmpty() && appended(withoutRoom.getFirst())) {
            withoutRoom.removeFirst();
        }
    }

    private boolean appended(ChangeWrite change) throws IOException {
        CrashPoint.OUTCOME.reached();
        try {
            for (var bounce = change.nextBounce(); bounce != null; bounce = change.nextBounce()) {
                Journal.Place place = log.append(bounce.record());
                bounce.entry().placed(place, place.segment());
                use.add(place.segment(), bounce.entry().octets());
                change.bounceAppended();
                CrashPoint.BOUNCE_APPENDED.reached();
            }
            log.append(change.record());
            CrashPoint.OUTCOME_APPENDED.reached();
        } catch (SpoolFullException full) {
            if (withoutRoom.isEmpty()) {
                LOG.warn("event=outcome-waits-for-room reason={}", full.getMessage());
            }
            return false;
        }
        if (changes.isEmpty()) {
            firstChange = ticks.getAsLong();
        }
        changes.add(change);
        unsettled = true;
        return true;
    }

    private void append(MoveWrite move) throws IOException {
        if (!withoutRoom.isEmpty()) { // its state may be that of an outcome which waits
            move.fail(new SpoolFullException("outcomes wait for room"));
            return;
        }
        try {
            if (move.isLast()) {
                settle();
                CrashPoint.RELOCATE.reached();
            }
            for (Frame.Unsealed record : move.records()) {
                move.placed(log.append(record));
            }
        } catch (SpoolFullException full) {
            move.fail(full);
            return;
        }
        if (move.isLast()) {
            CrashPoint.RELOCATED.reached();
            moves.add(move);
        } else {
            unsettled = true;
            move.succeed();
        }
    }

    /**
     * Makes durable what a RELOCATED rests on, its chunks and the outcomes in its state: so it is
     * right wherever recovery finds it, and whatever else is lost with the group.
     */
    private void settle() throws IOException {
        if (unsettled && sync) {
            log.sync();
        }
        unsettled = false;
    }

    private void abandon(Incoming incoming) {
        if (incoming.firstSegment() != Incoming.NOWHERE) {
            use.remove(incoming.firstSegment(), 0);
            incoming.firstSegment(Incoming.NOWHERE);
        }
    }

    /** Makes the group durable, and only then says so. */
    private void endGroup() throws IOException {
        if (sync) {
            log.sync();
        }
        unsettled = false;
        List<IndexEntry> bounces = new ArrayList<>();
        List<IndexEntry> again = new ArrayList<>();
        for (ChangeWrite change : changes) {
            change.bounces().forEach(bounce -> bounces.add(bounce.entry()));
            addIfPresent(again, change.released());
        }
        List<CommitWrite> durable = commits;
        commits = new ArrayList<>();
        CrashPoint.ANSWER.reached();
        listener.durable(durable, bounces, again);
        CrashPoint.ANSWERED.reached();
        switchMoved();
        deleteFinished();
    }

    /** From here on moved messages are read at their new place, and the old one may go. */
    private void switchMoved() {
        for (MoveWrite move : moves) {
            CrashPoint.SWITCH.reached();
            IndexEntry entry = move.entry();
            use.remove(entry.firstSegment(), entry.octets());
            entry.placed(move.lastPlace(), move.firstSegment());
            use.add(entry.firstSegment(), entry.octets());
        }
        List<MoveWrite> done = moves;
        moves = new ArrayList<>();
        done.forEach(MoveWrite::succeed);
    }

    private static void addIfPresent(List<IndexEntry> entries, @Nullable IndexEntry entry) {
        if (entry != null) {
            entries.add(entry);
        }
    }

    private void deleteFinished() throws IOException {
        for (ChangeWrite change : changes) {
            IndexEntry finished = change.finished();
            if (finished != null) {
                use.remove(finished.firstSegment(), finished.octets());
            }
        }
        changes = new ArrayList<>();
        int lowest = use.lowest(log.currentSegment());
        if (lowest > deletedBefore) {
            deletedBefore = lowest;
            log.deleteBefore(lowest);
            use.deleted(lowest);
        }
    }

    private void end() throws IOException {
        retryWithoutRoom();
        if (!withoutRoom.isEmpty()) {
            LOG.error("event=outcomes-lost count={} reason=\"no room\"", withoutRoom.size());
        }
        endGroup();
        try {
            var note = new NoteRecord.CleanStop().write();
            log.append(note.finish(RecordType.NOTE, MessageId.NONE, key));
        } catch (SpoolFullException full) {
            LOG.debug("event=no-room-for-note", full);
        }
        log.seal();
        log.sync();
    }

    private void fail(Throwable broken) {
        var reason = new SpoolUnavailableException("the journal has failed", broken);
        try {
            listener.failed(broken);
        } finally {
            commits.forEach(commit -> commit.fail(reason));
            moves.forEach(move -> move.fail(reason));
            taken.forEach(request -> request.fail(reason));
            queue.fail(reason);
        }
    }
}
