// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Sees to it that records are numbered without a gap, and claim as synced what has been. */
final class SequenceWatch implements Journal {
    private final Journal journal;
    private long last = -1;
    private long synced = -1;

    SequenceWatch(Journal journal) {
        this.journal = journal;
    }

    /** The last record that recovery saw, all of which it made durable. */
    void recovered(long sequence) {
        last = sequence;
        synced = sequence;
    }

    /** The last record that was synced. */
    long synced() {
        return synced;
    }

    @Override
    public ReplayReport replay(Visitor visitor) throws IOException {
        return journal.replay(
                (place, record) -> {
                    ByteBuffer octets = record.duplicate();
                    boolean taken = visitor.record(place, record);
                    if (taken) {
                        Story.tell("  found", place, octets);
                    }
                    return taken;
                });
    }

    @Override
    public Place append(ByteBuffer record) throws IOException {
        long sequence = record.getLong(record.position() + 8);
        assertThat(sequence).as("sequence").isEqualTo(last + 1);
        assertThat(record.getLong(record.position() + 16)).as("synced").isLessThanOrEqualTo(synced);
        Place place = journal.append(record.duplicate());
        Story.tell("  appended", place, record);
        last = sequence;
        return place;
    }

    @Override
    public void sync() throws IOException {
        journal.sync();
        Story.tell("  synced");
        synced = last;
    }

    @Override
    public void roll() throws IOException {
        journal.roll();
        Story.tell("  segment %d", journal.currentSegment());
    }

    @Override
    public ByteBuffer read(Place place) throws IOException {
        return journal.read(place);
    }

    @Override
    public int currentSegment() {
        return journal.currentSegment();
    }

    @Override
    public long currentSize() {
        return journal.currentSize();
    }

    @Override
    public void deleteBefore(int segment) throws IOException {
        journal.deleteBefore(segment);
        Story.tell("  unlinked below %d", segment);
    }

    @Override
    public Usage usage() throws IOException {
        return journal.usage();
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
