// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.spool.WriteRequest.MoveWrite;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves the messages of an old segment to the newest: copies of a message's chunks first, then a
 * RELOCATED with its present state. It reads, and the writer appends what it is handed, a slice at
 * a time. Nothing is lost where it stops in between: the message is where it was. Used by one
 * thread.
 */
final class Relocation {
    private static final Logger LOG = LoggerFactory.getLogger(Relocation.class);

    /** As much as one group may have to carry beside new mail. */
    private static final int SLICE = 1 << 20;

    private final MessageIndex index;
    private final MessageReader reader;
    private final WriterQueue queue;
    private final Deque<IndexEntry> waiting = new ArrayDeque<>();
    private final Set<MessageId> unreadable = new HashSet<>();
    private @Nullable Move move;

    /** A message on its way. */
    private static final class Move {
        private final IndexEntry entry;
        private final AcceptRecord accepted;
        private final List<Chunk> copies = new ArrayList<>();
        private @Nullable MoveWrite underWay;

        Move(IndexEntry entry, AcceptRecord accepted) {
            this.entry = entry;
            this.accepted = accepted;
        }

        boolean hasMoreChunks() {
            return copies.size() < accepted.chunks().size();
        }

        /** Takes note of where the last copies are. */
        void collect() {
            if (underWay == null) {
                return;
            }
            for (Journal.Place place : underWay.places()) {
                Chunk chunk = accepted.chunks().get(copies.size());
                copies.add(new Chunk(place, chunk.check(), chunk.octets()));
            }
            underWay = null;
        }
    }

    Relocation(MessageIndex index, MessageReader reader, WriterQueue queue) {
        this.index = index;
        this.reader = reader;
        this.queue = queue;
    }

    /** Takes on the messages that begin in a segment. Looks at the whole index for them. */
    void choose(int segment) {
        giveUp();
        index.forEach(
                entry -> {
                    if (entry.firstSegment() == segment) {
                        waiting.add(entry);
                    }
                });
    }

    /** Leaves the rest where it is. */
    void giveUp() {
        waiting.clear();
        move = null;
    }

    /**
     * Hands the writer the next records. Call it again only when it has written these; empty where
     * nothing is left to be moved.
     *
     * @throws SpoolFullException where those before found no room
     */
    List<MoveWrite> next() {
        List<MoveWrite> slice = new ArrayList<>();
        int octets = 0;
        for (Move current = current(); current != null; current = current()) {
            current.collect();
            boolean more = current.hasMoreChunks();
            MoveWrite write = more ? copies(current, SLICE - octets) : relocated(current);
            if (write != null) {
                slice.add(write);
                octets += write.octets();
            }
            if (more && write != null) {
                return slice; // where they are must be known first
            }
            move = null;
            if (octets >= SLICE) {
                return slice;
            }
        }
        return slice;
    }

    /** The message that is on its way, or the next that can be read; null where there is none. */
    private @Nullable Move current() {
        while (move == null && !waiting.isEmpty()) {
            IndexEntry entry = waiting.remove();
            try {
                move = new Move(entry, new StoredParts(reader, entry).accepted());
            } catch (SpoolUnavailableException damaged) {
                leave(entry, damaged);
            }
        }
        return move;
    }

    private void leave(IndexEntry entry, RuntimeException reason) {
        if (isThere(entry) && unreadable.add(entry.messageId())) {
            LOG.warn("{} event=not-relocated reason=\"{}\"", entry.id(), reason.getMessage());
        }
    }

    private boolean isThere(IndexEntry entry) {
        return index.get(entry.messageId()) == entry;
    }

    /** Copies of the next chunks; null where that can't be, or needn't any more. */
    private @Nullable MoveWrite copies(Move current, int most) {
        if (!isThere(current.entry)) {
            return null;
        }
        MessageId id = current.entry.messageId();
        List<Frame.Unsealed> records = new ArrayList<>();
        int octets = 0;
        try {
            List<Chunk> chunks = current.accepted.chunks();
            for (int i = current.copies.size(); i < chunks.size() && octets < most; i++) {
                Frame.Unsealed record = copy(reader.chunk(chunks.get(i), id), id);
                octets += record.octets().limit();
                records.add(record);
            }
        } catch (SpoolUnavailableException damaged) {
            leave(current.entry, damaged);
            return null;
        }
        MoveWrite write = MoveWrite.ofChunks(current.entry, records);
        current.underWay = write;
        return queue.putNow(write) ? write : null;
    }

    private Frame.Unsealed copy(ByteBuffer octets, MessageId id) {
        PayloadWriter out = AcceptRecord.begin(octets.remaining()).putRaw(octets);
        AcceptRecord.endOctets(out);
        return out.finish(RecordType.BODY, id, reader.key());
    }

    /** The RELOCATED, with the state of this moment; null where that needn't be any more. */
    private @Nullable MoveWrite relocated(Move current) {
        IndexEntry entry = current.entry;
        synchronized (entry) { // so that no outcome comes between the state and its place in line
            if (!isThere(entry)) {
                return null;
            }
            PayloadWriter payload =
                    RelocatedRecord.of(entry, current.accepted, current.copies).write();
            if (!Frame.fits(payload.size())) {
                leave(entry, new IllegalArgumentException("its state is too long for a record"));
                return null;
            }
            MoveWrite write =
                    MoveWrite.ofMessage(
                            entry,
                            payload.finish(RecordType.RELOCATED, entry.messageId(), reader.key()),
                            current.copies);
            return queue.putNow(write) ? write : null;
        }
    }
}
