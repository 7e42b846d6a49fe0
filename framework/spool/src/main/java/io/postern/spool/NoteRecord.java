// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.nio.ByteBuffer;

/** The payloads of a NOTE. */
sealed interface NoteRecord {
    /**
     * First in each segment.
     *
     * @param key of the journal, a second copy of it
     * @param lastId how far the queue ids had come
     */
    record Segment(byte[] key, long lastId) implements NoteRecord {}

    /** Recovery has seen all that is before this, holes included, and has said so. */
    record Recovered(String summary) implements NoteRecord {}

    /** Nothing was under way when the spool was closed. */
    record CleanStop() implements NoteRecord {}

    default PayloadWriter write() {
        PayloadWriter out = new PayloadWriter(64);
        return switch (this) {
            case Segment(var key, var lastId) -> out.putByte(1).putOctets(key).putLong(lastId);
            case Recovered(var summary) -> out.putByte(2).putText(summary);
            case CleanStop() -> out.putByte(3);
        };
    }

    static NoteRecord read(ByteBuffer payload) {
        PayloadReader in = new PayloadReader(payload);
        int kind = in.readByte();
        return switch (kind) {
            case 1 -> new Segment(in.readOctets(), in.readLong());
            case 2 -> new Recovered(in.readText());
            case 3 -> new CleanStop();
            default -> throw new IllegalStateException("no note " + kind);
        };
    }
}
