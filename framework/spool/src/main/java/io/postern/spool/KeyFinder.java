// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds the key in the note that starts a segment: one that is right by the key it holds. Looks at
 * the first record of each segment only, where no mail can stand.
 */
final class KeyFinder implements Journal.Visitor {
    private static final int NOTE_LENGTH = Frame.OVERHEAD + 1 + 4 + JournalKey.OCTETS + 8;

    private @Nullable JournalKey key;
    private int segment;

    /**
     * The key, from the start of the oldest segment that still has one.
     *
     * @throws IOException where none has
     */
    static JournalKey find(JournalReader journal) throws IOException {
        KeyFinder finder = new KeyFinder();
        journal.replay(finder);
        if (finder.key == null) {
            throw new IOException("the journal's key is lost, so its records can't be checked");
        }
        return finder.key;
    }

    @Override
    public boolean record(Journal.Place place, ByteBuffer record) {
        boolean first = place.segment() != segment;
        segment = place.segment();
        if (key == null && first && record.remaining() == NOTE_LENGTH) {
            byte[] octets = new byte[JournalKey.OCTETS];
            record.slice().get(Frame.HEADER + 5, octets);
            JournalKey candidate = new JournalKey(octets);
            if (Frame.parse(record, candidate) != null) {
                key = candidate;
            }
        }
        return true;
    }
}
