// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Message;

import java.io.IOException;
import java.nio.ByteBuffer;

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
        StoredParts parts = new StoredParts(this, entry);
        AcceptRecord accept = parts.accepted();
        return new StoredMessage(entry.size(), eightBit, accept.head(), accept.skip(), parts);
    }

    /** An ACCEPT, or what a RELOCATED has in common with it. */
    AcceptRecord accepted(Journal.Place place, MessageId id) {
        Frame.Parsed parsed = record(place, id);
        if (parsed.type() != RecordType.ACCEPT && parsed.type() != RecordType.RELOCATED) {
            throw damaged(place);
        }
        return AcceptRecord.read(parsed.payload());
    }

    /** The octets in a BODY. */
    ByteBuffer chunk(Chunk chunk, MessageId id) {
        Frame.Parsed parsed = record(chunk.place(), id);
        if (parsed.type() != RecordType.BODY || parsed.payloadCheck() != chunk.check()) {
            throw damaged(chunk.place());
        }
        PayloadReader in = new PayloadReader(parsed.payload());
        return in.view(in.count(1));
    }

    private Frame.Parsed record(Journal.Place place, MessageId id) {
        ByteBuffer record;
        try {
            record = journal.read(place);
        } catch (IOException unreadable) {
            throw new SpoolUnavailableException("reading " + place, unreadable);
        }
        Frame.Parsed parsed = Frame.parse(record, key);
        if (parsed == null || !parsed.id().equals(id)) {
            throw damaged(place);
        }
        return parsed;
    }

    private static SpoolUnavailableException damaged(Journal.Place place) {
        return new SpoolUnavailableException("the record at " + place + " is damaged");
    }
}
