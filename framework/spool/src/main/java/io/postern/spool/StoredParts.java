// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * The pieces of an accepted message, as they are asked for. Where it is relocated meanwhile, and
 * its old place gone, it is read on at the new one: a copy has the same chunks. Safe for many
 * threads.
 */
final class StoredParts implements MessageParts {
    private final MessageReader reader;
    private final IndexEntry entry;
    private volatile Known known;

    private record Known(Journal.Place place, AcceptRecord record) {}

    /** Reads the ACCEPT or RELOCATED, now. */
    StoredParts(MessageReader reader, IndexEntry entry) {
        this.reader = reader;
        this.entry = entry;
        this.known = read();
    }

    private Known read() {
        while (true) {
            Journal.Place place = entry.place();
            try {
                return new Known(place, reader.accepted(place, entry.messageId()));
            } catch (SpoolUnavailableException gone) {
                requireMoved(place, gone);
            }
        }
    }

    private void requireMoved(Journal.Place from, SpoolUnavailableException reason) {
        if (entry.place().equals(from)) {
            throw reason;
        }
    }

    /** Its ACCEPT or RELOCATED. */
    AcceptRecord accepted() {
        return known.record;
    }

    @Override
    public @Nullable ByteBuffer part(int index) {
        while (true) {
            Known at = known;
            try {
                return part(at.record, index);
            } catch (SpoolUnavailableException gone) {
                requireMoved(at.place, gone);
                known = read();
            }
        }
    }

    private @Nullable ByteBuffer part(AcceptRecord record, int index) {
        int chunks = record.chunks().size();
        if (index < chunks) {
            return reader.chunk(record.chunks().get(index), entry.messageId());
        }
        return index == chunks ? record.last().duplicate() : null;
    }
}
