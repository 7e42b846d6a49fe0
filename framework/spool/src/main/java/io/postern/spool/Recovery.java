// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Rebuilds the index from the journal: what was accepted less what came to its end. Believes a
 * record only for its checksum, and finds what is missing by the gaps in the sequence. A gap behind
 * all that is known to have been synced is what a power cut leaves, and nobody was answered for it;
 * any other is damage, and is reported. A message that isn't whole is dropped in the first case and
 * kept, unreadable, in the second. Used once, by one thread.
 */
final class Recovery implements Journal.Visitor {
    /** Before any record: a message that is relocated was durable. */
    private static final long ANSWERED_LONG_AGO = -1;

    private final JournalReader journal;
    private final JournalKey key;
    private final MessageReader reader;

    private final MessageIndex found = new MessageIndex();
    private final Map<MessageId, Long> incomplete =
            new LinkedHashMap<>(); // their ACCEPT's sequence
    private final Set<MessageId> uncounted = new LinkedHashSet<>(); // bounces without their OUTCOME
    private final Map<MessageId, Set<Journal.Place>> bodies = new HashMap<>();
    private final Set<MessageId> bounces = new HashSet<>();
    private final List<NoteRecord.Gap> gaps = new ArrayList<>();
    private final Set<NoteRecord.Gap> reported = new HashSet<>();
    private final Map<Integer, NoteRecord.Gap> before = new HashMap<>(); // by segment behind it
    private final List<NoteRecord.Gap> lost = new ArrayList<>();
    private final Map<Long, IndexEntry> orphaned = new TreeMap<>(); // by an OUTCOME's sequence
    private final List<IndexEntry> dropped = new ArrayList<>();
    private final List<IndexEntry> damaged = new ArrayList<>();
    private final List<String> damage = new ArrayList<>();
    private final Map<Integer, Long> sizes = new TreeMap<>();
    private int segment;
    private long segmentRecords;
    private long sequence = -1;
    private long durable = -1;
    private long lastId;

    Recovery(JournalReader journal, JournalKey key, MessageReader reader) {
        this.journal = journal;
        this.key = key;
        this.reader = reader;
    }

    /**
     * What was found.
     *
     * @param messages unfinished
     * @param dropped messages that never counted: to be written down as finished
     * @param sequence of the last record
     * @param durable up to which it was known to be synced when the last records were written
     * @param sizes octets of the records in each segment
     * @param lastId how far the queue ids had come
     * @param gaps in the sequence, all of them
     * @param trouble what is wrong
     * @param report of the journal
     * @param summary one line
     */
    record Result(
            MessageIndex messages,
            List<IndexEntry> dropped,
            long sequence,
            long durable,
            Map<Integer, Long> sizes,
            long lastId,
            List<NoteRecord.Gap> gaps,
            Trouble trouble,
            Journal.ReplayReport report,
            String summary) {
        /** What is wrong, in one line; empty where nothing is. */
        String damage() {
            return String.join("; ", trouble.lines());
        }

        /**
         * Refuses to go on where segments are missing that nobody has accepted as lost, now or at
         * an earlier start.
         */
        void requireNoneMissing(Set<Integer> accepted) throws IOException {
            List<Integer> missing =
                    trouble.missing().stream()
                            .filter(segment -> !accepted.contains(segment))
                            .toList();
            if (!missing.isEmpty()) {
                String numbers =
                        missing.stream().map(String::valueOf).collect(Collectors.joining(","));
                throw new IOException(
                        "segments are missing from the journal: "
                                + numbers
                                + "; put the files back, or give up what they held by"
                                + " --accept-gap "
                                + numbers);
            }
        }
    }

    /**
     * What is wrong.
     *
     * @param damaged messages that are kept, since we answered for them, and can't be read
     * @param lost records that were durable, and that no earlier start has reported
     * @param missing segments that nobody has accepted as lost
     * @param lines all of it in words
     */
    record Trouble(
            List<IndexEntry> damaged,
            List<NoteRecord.Gap> lost,
            List<Integer> missing,
            List<String> lines) {}

    /**
     * Reads the whole journal.
     *
     * @throws LaterVersionException where that can't be understood
     * @throws IOException where it can't be read
     */
    Result run() throws IOException {
        long begin = System.nanoTime();
        Journal.ReplayReport report = journal.replay(this);
        judge();
        describeDamage(report);
        String summary =
                "records=%d messages=%d torn=%d dropped=%d damaged=%d seconds=%.1f"
                        .formatted(
                                report.records(),
                                found.size(),
                                report.torn().octets(),
                                dropped.size(),
                                damage.size(),
                                (System.nanoTime() - begin) / 1e9);
        return new Result(
                found,
                dropped,
                Math.max(sequence, 0),
                Math.max(durable, 0),
                sizes,
                lastId,
                gaps,
                new Trouble(damaged, lost, missing(report), damage),
                report,
                summary);
    }

    /** Those without whom an earlier start did, which wrote the gap in the sequence down. */
    private List<Integer> missing(Journal.ReplayReport report) {
        return report.missing().stream()
                .filter(segment -> !reported.contains(before.get(behind(segment, report))))
                .toList();
    }

    private static int behind(int missing, Journal.ReplayReport report) {
        int next = missing;
        while (report.missing().contains(next)) {
            next++;
        }
        return next;
    }

    private void judge() {
        uncounted.forEach(this::drop);
        incomplete.forEach(
                (id, accepted) -> {
                    if (accepted > durable) {
                        drop(id);
                    } else {
                        reportDamaged(found.get(id));
                    }
                });
    }

    private void reportDamaged(@Nullable IndexEntry entry) {
        if (entry != null) {
            damaged.add(entry);
            damage.add("message " + entry.id() + " is damaged");
        }
    }

    private void drop(MessageId id) {
        IndexEntry entry = found.remove(id);
        if (entry != null) {
            dropped.add(entry);
        }
    }

    private void describeDamage(Journal.ReplayReport report) {
        for (NoteRecord.Gap gap : gaps) {
            if (gap.first() <= durable && !reported.contains(gap)) {
                lost.add(gap);
                damage.add("records %d to %d are lost".formatted(gap.first(), gap.last()));
            }
        }
        if (lost.isEmpty()) {
            return;
        }
        report.damage().forEach(stretch -> damage.add(stretch.toString()));
        orphaned.forEach(
                (outcome, message) -> {
                    if (lost.getFirst().first() < outcome) {
                        damage.add("an outcome of message " + message.id() + " is lost");
                    }
                });
    }

    @Override
    public boolean record(Journal.Place place, ByteBuffer record) throws LaterVersionException {
        Frame.Parsed parsed = parse(place, record);
        if (parsed == null) {
            return false;
        }
        if (parsed.sequence() <= sequence) {
            damage.add("record %d stands again at %s".formatted(parsed.sequence(), place));
            return true;
        }
        if (sequence >= 0 && parsed.sequence() > sequence + 1) {
            NoteRecord.Gap gap = new NoteRecord.Gap(sequence + 1, parsed.sequence() - 1);
            gaps.add(gap);
            if (place.segment() != segment) {
                before.put(place.segment(), gap);
            }
        }
        if (place.segment() != segment) {
            segment = place.segment();
            segmentRecords = 0;
        }
        CrashPoint.REPLAY.reached();
        sequence = parsed.sequence();
        durable = Math.max(durable, parsed.durable());
        take(place, parsed);
        segmentRecords++;
        sizes.merge(segment, (long) place.length(), Long::sum);
        return true;
    }

    private Frame.@Nullable Parsed parse(Journal.Place place, ByteBuffer record)
            throws LaterVersionException {
        try {
            return Frame.parse(record, key);
        } catch (Frame.UnknownRecordException later) {
            throw new LaterVersionException(place, later);
        }
    }

    private void take(Journal.Place place, Frame.Parsed record) {
        MessageId id = record.id();
        switch (record.type()) {
            case BODY -> bodies.computeIfAbsent(id, _ -> new HashSet<>()).add(place);
            case ACCEPT -> accept(place, record);
            case OUTCOME -> outcome(record, OutcomeRecord.read(record.payload()));
            case FINISHED -> finished(id);
            case RELEASED -> release(found.get(id));
            case HELD -> hold(found.get(id), new PayloadReader(record.payload()).readText());
            case RELOCATED -> relocated(place, record);
            case SEAL -> sealed(record.sequence(), SealRecord.read(record.payload()));
            case NOTE -> note(NoteRecord.read(record.payload()));
        }
    }

    private void accept(Journal.Place place, Frame.Parsed record) {
        AcceptRecord accept = AcceptRecord.read(record.payload());
        boolean whole = isWhole(record.id(), accept);
        lastId = Math.max(lastId, QueueIds.count(accept.id()));
        if (found.get(record.id()) != null) {
            return; // stands here twice
        }
        IndexEntry entry = new IndexEntry(accept, reader);
        entry.placed(place, whole ? accept.firstSegment(place) : place.segment());
        found.put(entry);
        if (!whole) {
            incomplete.put(record.id(), record.sequence());
        }
        if (accept.bounce()) {
            bounces.add(record.id());
            uncounted.add(record.id());
        }
    }

    private boolean isWhole(MessageId id, AcceptRecord message) {
        Set<Journal.Place> there = bodies.remove(id);
        return message.chunks().stream()
                .allMatch(chunk -> there != null && there.contains(chunk.place()));
    }

    /**
     * The newest copy counts: what it rests on was durable before it was written. One whose chunks
     * have been damaged since doesn't where the older one is still there.
     */
    private void relocated(Journal.Place place, Frame.Parsed record) {
        MessageId id = record.id();
        RelocatedRecord relocated = RelocatedRecord.read(record.payload());
        AcceptRecord message = relocated.message();
        boolean whole = isWhole(id, message);
        lastId = Math.max(lastId, QueueIds.count(message.id()));
        boolean olderIsGood = found.get(id) != null && !incomplete.containsKey(id);
        if (olderIsGood && !whole) {
            return;
        }
        IndexEntry entry = new IndexEntry(relocated, reader);
        entry.placed(place, whole ? message.firstSegment(place) : place.segment());
        found.put(entry);
        bounces.add(id);
        uncounted.remove(id);
        if (whole) {
            incomplete.remove(id);
        } else {
            incomplete.put(id, ANSWERED_LONG_AGO);
        }
    }

    /** Counts what the segment has by now; what is missing must be what the gaps say. */
    private void sealed(long sealSequence, SealRecord seal) {
        long missing = 0;
        for (NoteRecord.Gap gap : gaps) {
            long first = Math.max(gap.first(), seal.first());
            missing += Math.max(0, Math.min(gap.last(), seal.last()) - first + 1);
        }
        boolean right =
                seal.last() == sealSequence - 1 && segmentRecords + missing == seal.records();
        if (!right) {
            damage.add(
                    "segment %d has %d records and its seal says %d"
                            .formatted(segment, segmentRecords, seal.records()));
        }
    }

    /** What was dropped never was: an outcome needs the bounce that was made in its place. */
    private void finished(MessageId id) {
        found.remove(id);
        bounces.remove(id);
        uncounted.remove(id);
    }

    private void outcome(Frame.Parsed record, OutcomeRecord outcome) {
        IndexEntry message = found.get(record.id());
        if (!bounces.containsAll(outcome.bounces())) {
            return; // the bounce is lost, so the recipient is tried again
        }
        if (message != null && message.recipientCount() != outcome.recipients()) {
            orphaned.put(record.sequence(), message); // so is whoever this was about
            return;
        }
        outcome.bounces().forEach(uncounted::remove);
        if (message != null && message.apply(outcome.changes())) {
            found.remove(record.id());
        }
    }

    private static void hold(@Nullable IndexEntry entry, String reason) {
        if (entry != null) {
            entry.hold(reason);
        }
    }

    private static void release(@Nullable IndexEntry message) {
        if (message != null) {
            message.release();
        }
    }

    private void note(NoteRecord note) {
        switch (note) {
            case NoteRecord.Segment(_, var id) -> lastId = Math.max(lastId, id);
            case NoteRecord.Recovered(_, var known) -> reported.addAll(known);
            case NoteRecord.CleanStop _ -> {}
        }
    }
}
