// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.spool.WriteRequest.Abandon;
import io.postern.spool.WriteRequest.ChunkWrite;
import io.postern.spool.WriteRequest.CommitWrite;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects a message in records of at most 64 KiB. A full one goes to the writer as a BODY; the
 * last one becomes the start of the ACCEPT, so a small message is a single record and is copied
 * once on its way to the journal.
 */
final class JournalReception implements Reception {
    private static final int FIRST = 4 << 10;

    /** What the envelope of a large message takes, roughly. */
    private static final int REST = 1 << 10;

    private static final long EIGHTH_BITS = 0x8080808080808080L;

    private final QueueId id;
    private final Incoming incoming;
    private final WriterQueue queue;
    private final MessageReader reader;
    private final Room.Claim claim;
    private final List<ChunkWrite> chunks = new ArrayList<>();
    private PayloadWriter current = AcceptRecord.begin(FIRST);

    /** Whether the current record is in memory of the queue's, which is used again. */
    private boolean lent;

    private @Nullable CommitWrite commit;
    private long size;
    private long lastEightBit = -1;
    private boolean open = true;

    JournalReception(QueueId id, WriterQueue queue, MessageReader reader, Room.Claim claim) {
        this.id = id;
        this.incoming = new Incoming(MessageId.of(id));
        this.queue = queue;
        this.reader = reader;
        this.claim = claim;
    }

    @Override
    public QueueId id() {
        return id;
    }

    @Override
    public void write(ByteBuffer octets) throws InterruptedException {
        requireOpen();
        requireHealthy();
        noteEightBit(octets);
        while (octets.hasRemaining()) {
            int room = ChunkBuffers.CHUNK - AcceptRecord.octets(current);
            if (room == 0) {
                putChunk();
                room = ChunkBuffers.CHUNK;
            }
            int count = Math.min(room, octets.remaining());
            current.putRaw(octets.slice(octets.position(), count));
            octets.position(octets.position() + count);
            size += count;
        }
    }

    private void putChunk() throws InterruptedException {
        int count = AcceptRecord.octets(current);
        AcceptRecord.endOctets(current);
        Frame.Unsealed record = current.finish(RecordType.BODY, incoming.id(), reader.key());
        ChunkWrite chunk = new ChunkWrite(incoming, record, count);
        queue.put(chunk);
        chunks.add(chunk);
        claim.used(count);
        current = AcceptRecord.begin(queue.buffers().take());
        lent = true;
    }

    /** Moves what is lent: the last record is looked at for longer than it takes to write. */
    private void own() {
        if (lent) {
            PayloadWriter own = current.moved(REST);
            giveBack();
            current = own;
        }
    }

    private void giveBack() {
        if (lent) {
            queue.buffers().give(current.octets());
            lent = false;
        }
    }

    private void noteEightBit(ByteBuffer octets) {
        ByteBuffer all = octets.duplicate().order(ByteOrder.nativeOrder());
        int at = all.limit();
        while (at - 8 >= all.position() && (all.getLong(at - 8) & EIGHTH_BITS) == 0) {
            at -= 8;
        }
        while (at > all.position() && all.get(at - 1) >= 0) {
            at--;
        }
        if (at > all.position()) {
            lastEightBit = size + at - 1 - all.position();
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Message message() {
        requireOpen();
        own();
        List<ChunkWrite> written = List.copyOf(chunks);
        ByteBuffer last = current.view(4, AcceptRecord.octets(current));
        MessageParts parts =
                index -> {
                    if (index < written.size()) {
                        return reader.chunk(written.get(index).await(), incoming.id());
                    }
                    return index == written.size() ? last.duplicate() : null;
                };
        return new StoredMessage(size, lastEightBit >= 0, new byte[0], 0, parts);
    }

    @Override
    public void commit(Acceptance acceptance) throws InterruptedException {
        submit(acceptance).await(); // durable when it returns
        commit = null;
    }

    /** As {@link #commit}, without waiting for it. */
    CommitWrite submit(Acceptance acceptance) throws InterruptedException {
        requireOpen();
        requireHealthy();
        if (acceptance.skip() < 0 || acceptance.skip() > size) {
            throw new IllegalArgumentException("skip of " + acceptance.skip() + " in " + size);
        }
        open = false;
        CommitWrite asked = request(acceptance);
        commit = asked;
        queue.put(asked);
        return asked;
    }

    private CommitWrite request(Acceptance acceptance) {
        own();
        var envelope = acceptance.envelope();
        byte[] encoded = EnvelopeCodec.encode(envelope);
        boolean eightBit = lastEightBit >= acceptance.skip() || hasEightBit(acceptance.head());
        var decided = new AcceptRecord.Decided(acceptance, encoded, eightBit, false);
        AcceptRecord.endOctets(current);
        AcceptRecord.write(current, id, decided);
        Frame.requireFits(current.size() + Chunk.SIZE * chunks.size());
        long whole = acceptance.head().length - acceptance.skip() + size;
        IndexEntry entry = new IndexEntry(id, decided, whole, reader);
        return new CommitWrite(incoming, current, List.copyOf(chunks), entry);
    }

    static boolean hasEightBit(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException(id + " is committed or closed");
        }
    }

    private void requireHealthy() {
        switch (incoming.failure()) {
            case null -> {}
            case SpoolFullException full -> throw new SpoolFullException("receiving " + id, full);
            case RuntimeException other ->
                    throw new SpoolUnavailableException("receiving " + id, other);
        }
    }

    @Override
    public void close() {
        open = false;
        giveBack();
        claim.close();
        CommitWrite unanswered = commit;
        if (unanswered != null) {
            unanswered.take(); // called off where the writer hasn't come to it
        }
        if (!chunks.isEmpty()) {
            queue.putNow(new Abandon(incoming));
        }
    }
}
