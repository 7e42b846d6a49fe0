// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The payloads of a NOTE. */
sealed interface NoteRecord {
    /**
     * First in each segment.
     *
     * @param key of the journal, a second copy of it
     * @param lastId how far the queue ids had come
     */
    record Segment(byte[] key, long lastId) implements NoteRecord {}

    /**
     * What recovery found.
     *
     * @param gaps in the sequence before this, which have been judged and reported
     */
    record Recovered(String summary, List<Gap> gaps) implements NoteRecord {
        public Recovered {
            gaps = List.copyOf(gaps);
        }
    }

    /** Numbers of records that aren't there. */
    record Gap(long first, long last) {}

    /** Nothing was under way when the spool was closed. */
    record CleanStop() implements NoteRecord {}

    default PayloadWriter write() {
        PayloadWriter out = new PayloadWriter(64);
        return switch (this) {
            case Segment(var key, var lastId) -> out.putByte(1).putOctets(key).putLong(lastId);
            case Recovered(var summary, var gaps) -> {
                out.putByte(2).putText(summary).putInt(gaps.size());
                gaps.forEach(gap -> out.putLong(gap.first()).putLong(gap.last()));
                yield out;
            }
            case CleanStop() -> out.putByte(3);
        };
    }

    static NoteRecord read(ByteBuffer payload) {
        PayloadReader in = new PayloadReader(payload);
        int kind = in.readByte();
        return switch (kind) {
            case 1 -> new Segment(in.readOctets(), in.readLong());
            case 2 -> new Recovered(in.readText(), readGaps(in));
            case 3 -> new CleanStop();
            default -> throw new IllegalStateException("no note " + kind);
        };
    }

    private static List<Gap> readGaps(PayloadReader in) {
        int count = in.count(16);
        List<Gap> gaps = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            gaps.add(new Gap(in.readLong(), in.readLong()));
        }
        return gaps;
    }
}
