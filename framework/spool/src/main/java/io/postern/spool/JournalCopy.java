// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes messages of one journal into another, as relocation does within one: copies of the chunks,
 * then a RELOCATED with the present state. Nothing is durable before the log is synced.
 */
final class JournalCopy {
    private final MessageReader from;
    private final RecordLog to;
    private final JournalKey key;

    /**
     * Writes nothing yet.
     *
     * @param key of the journal that is written
     */
    JournalCopy(MessageReader from, RecordLog to, JournalKey key) {
        this.from = from;
        this.to = to;
        this.key = key;
    }

    /**
     * Copies a message.
     *
     * @throws SpoolUnavailableException where it is damaged; what was written of it is no message
     * @throws SpoolFullException where there is no room
     */
    void copy(IndexEntry entry) throws IOException {
        MessageId id = entry.messageId();
        AcceptRecord accepted = from.accepted(entry.place(), id);
        List<Chunk> chunks = new ArrayList<>();
        for (Chunk chunk : accepted.chunks()) {
            chunks.add(copy(chunk, id));
        }
        PayloadWriter payload = RelocatedRecord.of(entry, accepted, chunks).write();
        Frame.requireFits(payload.size());
        to.append(payload.finish(RecordType.RELOCATED, id, key));
    }

    private Chunk copy(Chunk chunk, MessageId id) throws IOException {
        ByteBuffer octets = from.chunk(chunk, id);
        PayloadWriter out = AcceptRecord.begin(octets.remaining()).putRaw(octets);
        AcceptRecord.endOctets(out);
        Frame.Unsealed record = out.finish(RecordType.BODY, id, key);
        return new Chunk(to.append(record), record.payloadCheck(), chunk.octets());
    }
}
