// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * Numbers, seals and appends records, and starts a segment where one is full. What an {@link
 * IOException} comes out of has failed for good; a full disk is a {@link SpoolFullException}, and
 * nothing was written then. The writer thread's.
 */
final class RecordLog {
    private static final Logger LOG = LoggerFactory.getLogger(RecordLog.class);

    private final Journal journal;
    private final JournalKey key;
    private final QueueIds ids;
    private final Room room;
    private final SegmentUse use;
    private final long segmentOctets;
    private long sequence;
    private long durable;
    private boolean started;
    private boolean sealed;
    private long first; // of the segment

    /**
     * Goes on after recovery. Until the first group is durable, and with it what recovery has made
     * of the gaps, records say that no more is than did those before: else a second crash would
     * make damage of what the first one left.
     */
    RecordLog(SpoolFiles files, QueueIds ids, SegmentUse use, Recovery.Result found) {
        this.journal = files.journal();
        this.key = files.reader().key();
        this.ids = ids;
        this.segmentOctets = files.settings().segmentOctets();
        this.room = new Room(journal, segmentOctets, files.clocks().ticks());
        this.use = use;
        this.sequence = found.sequence();
        this.durable = found.durable();
    }

    Room room() {
        return room;
    }

    int currentSegment() {
        return journal.currentSegment();
    }

    /** Appends a record of new mail, which the reserve is closed to. */
    Journal.Place appendMail(Frame.Unsealed record) throws IOException {
        room.requireForRecord(record.octets().limit());
        return place(record);
    }

    /** Appends a record of mail that is here, in the room of the reserve if need be. */
    Journal.Place append(Frame.Unsealed record) throws IOException {
        try {
            return place(record);
        } catch (SpoolFullException full) {
            if (!room.giveReserve()) {
                throw full;
            }
            return place(record);
        }
    }

    private Journal.Place place(Frame.Unsealed record) throws IOException {
        int length = record.octets().limit();
        if (!started) {
            startSegment();
        } else if (journal.currentSize() + length > segmentOctets) {
            nextSegment();
        }
        return write(record);
    }

    private Journal.Place write(Frame.Unsealed record) {
        CrashPoint.APPEND.reached();
        try {
            Journal.Place place = journal.append(Frame.seal(record, key, sequence + 1, durable));
            CrashPoint.APPENDED.reached();
            sequence++;
            use.wrote(place.segment(), place.length());
            return place;
        } catch (IOException full) {
            throw new SpoolFullException("appending to the journal", full);
        }
    }

    /** The first of this process, or again where its first record found no room. */
    private void startSegment() {
        try {
            if (journal.currentSegment() == 0) {
                journal.roll();
            }
        } catch (IOException full) {
            throw new SpoolFullException("starting a segment", full);
        }
        first = sequence + 1;
        sealed = false;
        writeStart();
        started = true;
    }

    private void nextSegment() throws IOException {
        seal();
        sync(); // so that only the newest segment can ever hold what isn't durable
        CrashPoint.ROLL.reached();
        try {
            journal.roll();
            CrashPoint.ROLLED.reached();
        } catch (IOException full) {
            LOG.warn("event=roll-failed segment={} reason={}", currentSegment(), full.toString());
            return; // the old one still takes what there is room for
        }
        started = false;
        startSegment();
    }

    private void writeStart() {
        var note = new NoteRecord.Segment(key.octets(), ids.last());
        write(note.write().finish(RecordType.NOTE, MessageId.NONE, key));
    }

    /**
     * Ends the segment. What is written behind it for want of room elsewhere counts all the same.
     */
    void seal() {
        if (!started || sealed) {
            return;
        }
        try {
            PayloadWriter seal = new SealRecord(sequence - first + 1, first, sequence).write();
            CrashPoint.SEAL.reached();
            write(seal.finish(RecordType.SEAL, MessageId.NONE, key));
            sealed = true;
        } catch (SpoolFullException full) {
            LOG.debug("event=no-room-for-seal", full);
        }
    }

    /** Makes all that was appended durable. An error is final. */
    void sync() throws IOException {
        if (durable != sequence) {
            CrashPoint.SYNC.reached();
            journal.sync();
            CrashPoint.SYNCED.reached();
            durable = sequence;
        }
    }

    /** Deletes segments that nobody needs, after what says so is durable. */
    void deleteBefore(int segment) throws IOException {
        sync();
        CrashPoint.UNLINK.reached();
        try {
            journal.deleteBefore(segment);
            CrashPoint.UNLINKED.reached();
            LOG.debug("event=segments-deleted before={}", segment);
        } catch (IOException notNow) {
            LOG.warn("event=delete-failed before={} reason={}", segment, notNow.toString());
        }
    }
}
