// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Looks where no whole record is for what may have been one, so that a person hears which messages
 * damage has touched. Anybody can send octets that look like it; nothing is decided by them.
 */
final class Suspects {
    private static final int WINDOW = 1 << 20;

    private final JournalReader journal;
    private final LongPredicate missing;
    private final List<SpoolSurvey.Suspect> found = new ArrayList<>();

    /**
     * Looks for nothing yet.
     *
     * @param missing which numbers no whole record has
     */
    Suspects(JournalReader journal, LongPredicate missing) {
        this.journal = journal;
        this.missing = missing;
    }

    List<SpoolSurvey.Suspect> found() {
        return found;
    }

    void search(Journal.Stretch stretch) throws IOException {
        for (long at = stretch.from(); at < stretch.to(); at += WINDOW) {
            int length = (int) Math.min(WINDOW + Frame.HEADER, stretch.to() - at);
            ByteBuffer octets =
                    journal.read(new Journal.Place(stretch.segment(), at, length)).slice();
            for (int i = 0; i < WINDOW && i + Frame.HEADER <= octets.limit(); i++) {
                if (octets.getInt(i) == Frame.MAGIC) {
                    take(stretch.segment(), at + i, octets.slice(i, Frame.HEADER));
                }
            }
        }
    }

    private void take(int segment, long offset, ByteBuffer header) {
        RecordType type = RecordType.of(header.get(4));
        long sequence = header.getLong(8);
        boolean plausible = header.get(5) == Frame.VERSION && missing.test(sequence);
        if (type != null && plausible && found.size() < SpoolSurvey.MOST_SUSPECTS) {
            var id = new MessageId(header.getLong(24), header.getLong(32));
            found.add(
                    new SpoolSurvey.Suspect(segment, offset, type.name(), sequence, id.toString()));
        }
    }
}
