// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Finds the last record that answers for a message, whatever became of it. */
final class MessageFinder implements Journal.Visitor {
    private final MessageId id;
    private final MessageReader reader;
    private @Nullable IndexEntry found;

    MessageFinder(MessageId id, MessageReader reader) {
        this.id = id;
        this.reader = reader;
    }

    Optional<IndexEntry> found() {
        return Optional.ofNullable(found);
    }

    @Override
    public boolean record(Journal.Place place, ByteBuffer record) throws LaterVersionException {
        try {
            Frame.Parsed parsed = Frame.parse(record, reader.key());
            if (parsed != null && parsed.id().equals(id)) {
                take(place, parsed);
            }
            return parsed != null;
        } catch (Frame.UnknownRecordException later) {
            throw new LaterVersionException(place, later);
        }
    }

    private void take(Journal.Place place, Frame.Parsed record) {
        switch (record.type()) {
            case ACCEPT, RELOCATED -> {
                found = new IndexEntry(AcceptRecord.read(record.payload()), reader);
                found.placed(place, place.segment());
            }
            case BODY, OUTCOME, FINISHED, RELEASED, HELD, SEAL, NOTE -> {}
        }
    }
}
