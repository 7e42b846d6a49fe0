// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** What the writer thread is asked to do. */
sealed interface WriteRequest {
    /** Octets of memory it holds while it waits. */
    int octets();

    /** It will never be done. */
    void fail(RuntimeException reason);

    /** Append a chunk of a message on its way in. */
    final class ChunkWrite implements WriteRequest {
        private final Incoming incoming;
        private final int messageOctets;
        private final int octets;
        private Frame.@Nullable Unsealed record; // the writer's; let go of once it is written
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable Chunk chunk;

        ChunkWrite(Incoming incoming, Frame.Unsealed record, int messageOctets) {
            this.incoming = incoming;
            this.record = record;
            this.messageOctets = messageOctets;
            this.octets = record.octets().limit();
        }

        Incoming incoming() {
            return incoming;
        }

        /** Its record, once. */
        Frame.Unsealed takeRecord() {
            Frame.Unsealed taken = Objects.requireNonNull(record);
            record = null;
            return taken;
        }

        void placed(Chunk written) {
            chunk = written;
            done.countDown();
        }

        /** Octets of the message in it. */
        int messageOctets() {
            return messageOctets;
        }

        /** Where it is. Waits for the writer to have come to it, not for a sync of its own. */
        Chunk await() {
            boolean interrupted = false;
            while (true) {
                try {
                    done.await();
                    break;
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return chunk();
        }

        /** Where it is, once it has been appended. */
        Chunk chunk() {
            Chunk known = chunk;
            if (known == null) {
                throw new SpoolUnavailableException("a chunk of a message was not written");
            }
            return known;
        }

        @Override
        public int octets() {
            return octets;
        }

        @Override
        public void fail(RuntimeException reason) {
            record = null;
            incoming.fail(reason);
            done.countDown();
        }
    }

    /** Append an ACCEPT and make it durable. The session waits for it. */
    final class CommitWrite implements WriteRequest {
        private final Incoming incoming;
        private final PayloadWriter payload;
        private final List<ChunkWrite> chunks;
        private final IndexEntry entry;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable RuntimeException failure;

        CommitWrite(
                Incoming incoming,
                PayloadWriter payload,
                List<ChunkWrite> chunks,
                IndexEntry entry) {
            this.incoming = incoming;
            this.payload = payload;
            this.chunks = chunks;
            this.entry = entry;
        }

        Incoming incoming() {
            return incoming;
        }

        IndexEntry entry() {
            return entry;
        }

        /** Completes the record, now that the chunks are placed. */
        Frame.Unsealed record(JournalKey key) {
            AcceptRecord.write(payload, chunks.stream().map(ChunkWrite::chunk).toList());
            return payload.finish(RecordType.ACCEPT, incoming.id(), key);
        }

        /** The first who calls it has it: the writer to write, or the session to call it off. */
        boolean take() {
            return taken.compareAndSet(false, true);
        }

        void succeed() {
            done.countDown();
        }

        /** Whether it is known how it ended; {@link #await} returns at once then. */
        boolean isDone() {
            return done.getCount() == 0;
        }

        /** Waits until it is durable, or can't be. */
        void await() throws InterruptedException {
            done.await();
            RuntimeException reason = failure;
            if (reason instanceof SpoolFullException full) {
                throw new SpoolFullException("message not taken", full);
            }
            if (reason != null) {
                throw new SpoolUnavailableException("message not made durable", reason);
            }
        }

        @Override
        public int octets() {
            return payload.size();
        }

        @Override
        public void fail(RuntimeException reason) {
            failure = reason;
            done.countDown();
        }
    }

    /** Append records that nobody waits for: an outcome, after the bounces that go with it. */
    final class ChangeWrite implements WriteRequest {
        private final List<BounceWrite> bounces;
        private final Frame.Unsealed record;
        private final @Nullable IndexEntry finished;
        private final @Nullable IndexEntry released;
        private int appendedBounces; // the writer's

        ChangeWrite(
                List<BounceWrite> bounces,
                Frame.Unsealed record,
                @Nullable IndexEntry finished,
                @Nullable IndexEntry released) {
            this.bounces = bounces;
            this.record = record;
            this.finished = finished;
            this.released = released;
        }

        /** A bounce's ACCEPT. */
        record BounceWrite(IndexEntry entry, Frame.Unsealed record) {}

        List<BounceWrite> bounces() {
            return bounces;
        }

        /** The next bounce to be appended; null where all are. */
        @Nullable BounceWrite nextBounce() {
            return appendedBounces < bounces.size() ? bounces.get(appendedBounces) : null;
        }

        void bounceAppended() {
            appendedBounces++;
        }

        Frame.Unsealed record() {
            return record;
        }

        /** The message that is over with this; null where it goes on. */
        @Nullable IndexEntry finished() {
            return finished;
        }

        /** The message that may go with this; null where there is none. */
        @Nullable IndexEntry released() {
            return released;
        }

        @Override
        public int octets() {
            return record.octets().limit();
        }

        @Override
        public void fail(RuntimeException reason) {} // as a crash would lose it
    }

    /**
     * Append records of a message that moves to the newest segment: copies of its chunks, or at
     * last its RELOCATED, from which on it is read there. What finds no room is given up; the
     * message is where it was.
     */
    final class MoveWrite implements WriteRequest {
        private final IndexEntry entry;
        private final List<Frame.Unsealed> records;
        private final List<Chunk> copies;
        private final boolean last;
        private final List<Journal.Place> places = new ArrayList<>(); // the writer's, until done
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable RuntimeException failure;

        private MoveWrite(
                IndexEntry entry, List<Frame.Unsealed> records, List<Chunk> copies, boolean last) {
            this.entry = entry;
            this.records = records;
            this.copies = copies;
            this.last = last;
        }

        /** Done when they are appended. */
        static MoveWrite ofChunks(IndexEntry entry, List<Frame.Unsealed> records) {
            return new MoveWrite(entry, records, List.of(), false);
        }

        /** Done when it is durable. */
        static MoveWrite ofMessage(IndexEntry entry, Frame.Unsealed record, List<Chunk> copies) {
            return new MoveWrite(entry, List.of(record), copies, true);
        }

        IndexEntry entry() {
            return entry;
        }

        List<Frame.Unsealed> records() {
            return records;
        }

        /** Whether it is the RELOCATED. */
        boolean isLast() {
            return last;
        }

        void placed(Journal.Place place) {
            places.add(place);
        }

        void succeed() {
            done.countDown();
        }

        /** Where its last record is. */
        Journal.Place lastPlace() {
            return places.getLast();
        }

        /** The oldest segment that the message will need. */
        int firstSegment() {
            return copies.isEmpty()
                    ? places.getFirst().segment()
                    : copies.getFirst().place().segment();
        }

        /** Where the records are, once they are done. */
        List<Journal.Place> places() {
            requireDone();
            return places;
        }

        /**
         * Whether it went well.
         *
         * @throws SpoolFullException where there was no room
         * @throws SpoolUnavailableException where the journal has failed
         */
        void requireDone() {
            RuntimeException reason = failure;
            if (reason instanceof SpoolFullException full) {
                throw new SpoolFullException("message not relocated", full);
            }
            if (reason != null) {
                throw new SpoolUnavailableException("message not relocated", reason);
            }
        }

        /** Waits until it is done, or can't be. */
        void await() throws InterruptedException {
            done.await();
        }

        @Override
        public int octets() {
            int octets = 0;
            for (Frame.Unsealed record : records) {
                octets += record.octets().limit();
            }
            return octets;
        }

        @Override
        public void fail(RuntimeException reason) {
            failure = reason;
            done.countDown();
        }
    }

    /** Forget a message on its way in. */
    record Abandon(Incoming incoming) implements WriteRequest {
        @Override
        public int octets() {
            return 0;
        }

        @Override
        public void fail(RuntimeException reason) {}
    }
}
