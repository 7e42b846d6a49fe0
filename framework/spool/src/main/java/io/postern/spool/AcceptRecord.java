// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.QueueId;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload of an ACCEPT. The last octets of the message, all of them where it is small, stand at
 * its start exactly as in a BODY; what else is known follows, the chunk list last, since the
 * chunks' places are known only when the record is appended.
 *
 * @param envelope as {@link EnvelopeCodec} writes it
 * @param bounce whether it counts only together with the OUTCOME that names it
 * @param chunks those before the octets here
 * @param last the octets here
 */
record AcceptRecord(
        QueueId id,
        Instant received,
        boolean eightBit,
        boolean bounce,
        long skip,
        String hold,
        byte[] head,
        byte[] envelope,
        List<Chunk> chunks,
        ByteBuffer last) {
    private static final int EIGHT_BIT = 1;
    private static final int BOUNCE = 2;

    /** Octets of the message, with the head. */
    long size() {
        long size = head.length - skip + last.remaining();
        for (Chunk chunk : chunks) {
            size += chunk.octets();
        }
        return size;
    }

    /** The lowest segment that any of it is in. */
    int firstSegment(Journal.Place own) {
        return chunks.isEmpty() ? own.segment() : chunks.getFirst().place().segment();
    }

    /**
     * Starts the payload of a BODY or an ACCEPT, with room for octets, which follow as they come.
     */
    static PayloadWriter begin(int octets) {
        return new PayloadWriter(octets + 4).putInt(0);
    }

    /** The same in an array that is there. */
    static PayloadWriter begin(byte[] octets) {
        return new PayloadWriter(octets).putInt(0);
    }

    /** How many octets of the message have been put into it. */
    static int octets(PayloadWriter out) {
        return out.size() - 4;
    }

    /** Ends the octets, in a BODY or an ACCEPT. */
    static void endOctets(PayloadWriter out) {
        out.putInt(0, octets(out));
    }

    /** Puts all but octets and chunks. */
    static void write(PayloadWriter out, QueueId id, Decided decided) {
        Acceptance acceptance = decided.acceptance();
        new AcceptRecord(
                        id,
                        acceptance.received(),
                        decided.eightBit(),
                        decided.bounce(),
                        acceptance.skip(),
                        acceptance.hold(),
                        acceptance.head(),
                        decided.envelope(),
                        List.of(),
                        ByteBuffer.allocate(0))
                .writeDecided(out);
    }

    /** As {@link #write(PayloadWriter, QueueId, Decided)}, of what was read. */
    void writeDecided(PayloadWriter out) {
        out.putText(id.value()).putInstant(received);
        out.putByte((eightBit ? EIGHT_BIT : 0) | (bounce ? BOUNCE : 0));
        out.putLong(skip).putText(hold).putOctets(head).putOctets(envelope);
    }

    /** As it is to be written again: by itself, and with chunks elsewhere. */
    AcceptRecord moved(String holdNow, List<Chunk> copies) {
        return new AcceptRecord(
                id, received, eightBit, false, skip, holdNow, head, envelope, copies, last);
    }

    /** What is decided when we answer for a message, and what its octets are like. */
    record Decided(Acceptance acceptance, byte[] envelope, boolean eightBit, boolean bounce) {}

    /** Puts the chunk list, the last part. */
    static void write(PayloadWriter out, List<Chunk> chunks) {
        out.putInt(chunks.size());
        chunks.forEach(chunk -> chunk.write(out));
    }

    static AcceptRecord read(ByteBuffer payload) {
        return read(new PayloadReader(payload));
    }

    static AcceptRecord read(PayloadReader in) {
        ByteBuffer last = in.view(in.count(1));
        QueueId id = new QueueId(in.readText());
        Instant received = in.readInstant();
        int flags = in.readByte();
        return new AcceptRecord(
                id,
                received,
                (flags & EIGHT_BIT) != 0,
                (flags & BOUNCE) != 0,
                in.readLong(),
                in.readText(),
                in.readOctets(),
                in.readOctets(),
                readChunks(in),
                last);
    }

    private static List<Chunk> readChunks(PayloadReader in) {
        int count = in.count(Chunk.SIZE);
        List<Chunk> chunks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            chunks.add(Chunk.read(in));
        }
        return chunks;
    }
}
