// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads messages back from the journal, and believes no octet whose checksum is wrong. */
final class MessageReader {
    private final JournalReader journal;
    private final JournalKey key;

    MessageReader(JournalReader journal, JournalKey key) {
        this.journal = journal;
        this.key = key;
    }

    JournalKey key() {
        return key;
    }

    /** A message that was accepted. Reads its ACCEPT now, its chunks as they are asked for. */
    Message message(IndexEntry entry, boolean eightBit) {
        MessageId id = entry.messageId();
        Frame.Parsed parsed = record(entry.place(), RecordType.ACCEPT, id);
        AcceptRecord accept = AcceptRecord.read(parsed.payload());
        List<Chunk> chunks = accept.chunks();
        MessageParts parts =
                index -> {
                    if (index < chunks.size()) {
                        return chunk(chunks.get(index), id);
                    }
                    return index == chunks.size() ? accept.last().duplicate() : null;
                };
        return new StoredMessage(entry.size(), eightBit, accept.head(), accept.skip(), parts);
    }

    /** The octets in a BODY. */
    ByteBuffer chunk(Chunk chunk, MessageId id) {
        Frame.Parsed parsed = record(chunk.place(), RecordType.BODY, id);
        if (parsed.payloadCheck() != chunk.check()) {
            throw damaged(chunk.place());
        }
        PayloadReader in = new PayloadReader(parsed.payload());
        return in.view(in.count(1));
    }

    private Frame.Parsed record(Journal.Place place, RecordType type, MessageId id) {
        ByteBuffer record;
        try {
            record = journal.read(place);
        } catch (IOException unreadable) {
            throw new SpoolUnavailableException("reading " + place, unreadable);
        }
        Frame.Parsed parsed = Frame.parse(record, key);
        if (parsed == null || parsed.type() != type || !parsed.id().equals(id)) {
            throw damaged(place);
        }
        return parsed;
    }

    private static SpoolUnavailableException damaged(Journal.Place place) {
        return new SpoolUnavailableException("the record at " + place + " is damaged");
    }
}
