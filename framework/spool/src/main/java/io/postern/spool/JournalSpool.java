// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.QueueId;
import io.postern.spool.SpoolStatus.Space;
import io.postern.spool.WriteRequest.ChangeWrite;
import io.postern.spool.WriteRequest.ChangeWrite.BounceWrite;
import io.postern.spool.WriteRequest.CommitWrite;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The spool over a journal. Open until it is closed; failed for good once the writer says so.
 * Sessions and the queue call it from many threads; only the writer touches the journal, apart from
 * reads.
 */
final class JournalSpool implements Spool, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalSpool.class);

    private final Journal journal;
    private final MessageReader reader;
    private final QueueIds ids;
    private final WriterQueue queue = new WriterQueue();
    private final RecordLog log;
    private final SpoolWriter writer;
    private final Relocation relocation;
    private final Upkeep upkeep;
    private final String recovery;
    private final MessageIndex index;
    private final Set<MessageId> bouncesUnderWay = ConcurrentHashMap.newKeySet();

    /** Held while messages are handed over, so that none is handed over twice or not at all. */
    private final Object handover = new Object();

    private @Nullable SpoolConsumer consumer;
    private volatile @Nullable Throwable failure;

    /**
     * Takes over what recovery found.
     *
     * @param failed told once when nothing can be made durable any more; in the writer's thread
     */
    JournalSpool(SpoolFiles files, Recovery.Result found, FailureListener failed) {
        this.journal = files.journal();
        this.reader = files.reader();
        this.ids = new QueueIds(files.clocks().wall(), found.lastId());
        this.recovery =
                found.damage().isEmpty()
                        ? found.summary()
                        : found.summary() + " damage: " + found.damage();
        this.index = found.messages();
        SegmentUse use = new SegmentUse(files.settings().segmentOctets());
        found.sizes().forEach(use::wrote);
        index.forEach(entry -> use.add(entry.firstSegment(), entry.octets()));
        this.log = new RecordLog(files, ids, use, found);
        this.writer = new SpoolWriter(log, files, queue, use, new Listener(failed));
        this.relocation = new Relocation(index, reader, queue);
        this.upkeep = new Upkeep(log.room(), use, relocation, files.clocks().ticks());
        noteRecovery(found);
    }

    /** From here on what waits is written. */
    void start() {
        writer.start();
        upkeep.start();
    }

    SpoolWriter writer() {
        return writer;
    }

    Room room() {
        return log.room();
    }

    Relocation relocation() {
        return relocation;
    }

    /** Told when the journal has failed. */
    @FunctionalInterface
    interface FailureListener {
        void failed(Throwable reason);
    }

    private void noteRecovery(Recovery.Result found) {
        for (IndexEntry dropped : found.dropped()) {
            put(RecordType.FINISHED, dropped, new PayloadWriter(32).putText("never answered for"));
        }
        PayloadWriter note = new NoteRecord.Recovered(recovery, found.gaps()).write();
        queue.putNow(
                new ChangeWrite(
                        List.of(),
                        note.finish(RecordType.NOTE, MessageId.NONE, reader.key()),
                        null,
                        null));
    }

    private void put(RecordType type, IndexEntry entry, PayloadWriter payload) {
        Frame.Unsealed record = payload.finish(type, entry.messageId(), reader.key());
        boolean handsOver = type == RecordType.RELEASED || type == RecordType.HELD;
        queue.putNow(new ChangeWrite(List.of(), record, null, handsOver ? entry : null));
    }

    @Override
    public Reception receive(long announced) {
        requireHealthy();
        return new JournalReception(ids.next(), queue, reader, log.room().claim(announced));
    }

    @Override
    public void requireRoom(long octets, Standing standing) {
        requireHealthy();
        log.room().require(octets, standing);
    }

    private void requireHealthy() {
        Throwable reason = failure;
        if (reason != null) {
            throw new SpoolUnavailableException("the journal has failed", reason);
        }
    }

    @Override
    public boolean takesOutcomes() {
        return failure == null && !log.room().isSpent();
    }

    @Override
    public void consume(SpoolConsumer next) {
        synchronized (handover) {
            consumer = next;
            List<IndexEntry> all = index.all();
            all.sort(IndexEntry::byAge);
            all.forEach(next::accepted);
        }
    }

    @Override
    public void record(QueueId id, List<RecipientChange> changes, List<Bounce> bounces) {
        IndexEntry entry = index.get(MessageId.of(id));
        if (entry == null) {
            LOG.warn("{} event=outcome-of-unknown-message", id);
            return;
        }
        List<MessageId> needed = new ArrayList<>();
        List<BounceWrite> writes = new ArrayList<>();
        synchronized (entry) { // so that changes stand in the journal in the order they were made
            int recipients = entry.recipientCount();
            boolean finished = entry.apply(changes);
            for (Bounce bounce : bounces) {
                MessageId bounceId = MessageId.of(bounce.id());
                if (index.get(bounceId) != null) {
                    continue; // durable from an earlier time, and perhaps relocated since
                }
                needed.add(bounceId);
                if (bouncesUnderWay.add(bounceId)) {
                    writes.add(write(bounce));
                }
            }
            PayloadWriter payload = new OutcomeRecord(needed, recipients, changes).write();
            Frame.requireFits(payload.size());
            Frame.Unsealed record =
                    payload.finish(RecordType.OUTCOME, entry.messageId(), reader.key());
            if (finished) {
                index.remove(entry.messageId());
            }
            queue.putNow(new ChangeWrite(writes, record, finished ? entry : null, null));
        }
    }

    private BounceWrite write(Bounce bounce) {
        var envelope = bounce.envelope();
        byte[] encoded = EnvelopeCodec.encode(envelope);
        var acceptance = new Acceptance(envelope, ids.now(), new byte[0], 0, "");
        boolean eightBit = JournalReception.hasEightBit(bounce.message());
        var decided = new AcceptRecord.Decided(acceptance, encoded, eightBit, true);
        PayloadWriter payload = AcceptRecord.begin(bounce.message().length + 512);
        payload.putRaw(ByteBuffer.wrap(bounce.message()));
        AcceptRecord.endOctets(payload);
        AcceptRecord.write(payload, bounce.id(), decided);
        AcceptRecord.write(payload, List.of());
        IndexEntry entry = new IndexEntry(bounce.id(), decided, bounce.message().length, reader);
        return new BounceWrite(
                entry, payload.finish(RecordType.ACCEPT, entry.messageId(), reader.key()));
    }

    @Override
    public boolean release(QueueId id) {
        IndexEntry entry = index.get(MessageId.of(id));
        if (entry == null) {
            return false;
        }
        synchronized (entry) {
            if (!entry.release()) {
                return false;
            }
            put(RecordType.RELEASED, entry, new PayloadWriter(0));
            return true;
        }
    }

    @Override
    public boolean hold(QueueId id, String reason) {
        IndexEntry entry = index.get(MessageId.of(id));
        if (entry == null) {
            return false;
        }
        synchronized (entry) {
            if (!entry.hold(reason)) {
                return false;
            }
            put(RecordType.HELD, entry, new PayloadWriter(64).putText(reason));
            return true;
        }
    }

    @Override
    public Optional<SpooledMessage> find(QueueId id) {
        return Optional.ofNullable(index.get(MessageId.of(id)));
    }

    @Override
    public int unfinished() {
        // These first: one that becomes durable meanwhile is counted twice, and not left out.
        int underWay = bouncesUnderWay.size();
        return underWay + index.size();
    }

    @Override
    public SpoolStatus status() {
        try {
            Journal.Usage usage = journal.usage();
            return new SpoolStatus(
                    unfinished(),
                    usage.segments(),
                    usage.octets(),
                    usage.freeOctets(),
                    trouble(),
                    log.room().space(),
                    recovery);
        } catch (IOException unreadable) {
            String reason = unreadable.toString();
            return new SpoolStatus(unfinished(), 0, 0, 0, reason, Space.SHORT, recovery);
        }
    }

    private String trouble() {
        try {
            requireRoom(0, Standing.KNOWN);
            return "";
        } catch (SpoolFullException | SpoolUnavailableException reason) {
            Throwable cause = reason.getCause();
            return reason.getMessage() + (cause == null ? "" : ": " + cause);
        }
    }

    /** Takes no more mail, writes what waits, syncs, and closes the journal. */
    @Override
    public void close() throws IOException {
        upkeep.stop();
        queue.close(new IllegalStateException("the spool is closed"));
        writer.join();
        journal.close();
    }

    /** The writer's word. */
    private final class Listener implements SpoolWriter.Listener {
        private final FailureListener failed;

        Listener(FailureListener failed) {
            this.failed = failed;
        }

        @Override
        public void durable(
                List<CommitWrite> commits, List<IndexEntry> bounces, List<IndexEntry> again) {
            synchronized (handover) {
                commits.forEach(commit -> add(commit.entry()));
                bounces.forEach(this::add);
                commits.forEach(CommitWrite::succeed);
                commits.forEach(commit -> hand(commit.entry()));
                bounces.forEach(this::hand);
                again.stream()
                        .filter(entry -> index.get(entry.messageId()) == entry)
                        .forEach(this::hand);
            }
        }

        private void add(IndexEntry entry) {
            index.put(entry);
            bouncesUnderWay.remove(entry.messageId());
        }

        @SuppressWarnings("IllegalCatch") // a border: the consumer must not stop the writer
        private void hand(IndexEntry entry) {
            SpoolConsumer current = consumer;
            if (current == null) {
                return;
            }
            try {
                current.accepted(entry);
            } catch (RuntimeException broken) {
                LOG.error("{} event=consumer-failed", entry.id(), broken);
            }
        }

        @Override
        public void failed(Throwable reason) {
            failure = reason;
            failed.failed(reason);
        }
    }
}
