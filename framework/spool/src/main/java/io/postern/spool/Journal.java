// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An append-only log of records in numbered segments: what the spool is written in. Opened and
 * owned by one spool; {@link #append}, {@link #sync} and {@link #roll} are called by its writer
 * thread alone, {@link #read} by any thread. Nothing here knows what a record says.
 */
public interface Journal extends JournalReader {
    /**
     * As of any reader, before the first append. Appends never go behind a place that holds no
     * record, but to a new segment. What it shows is durable when it returns: the last segment,
     * which a failed sync may have left in memory only, has been written and synced again.
     */
    @Override
    ReplayReport replay(Visitor visitor) throws IOException;

    /**
     * Appends a record to the current segment. It is readable at once, and durable after the next
     * {@link #sync}.
     *
     * @throws IOException where there was no room; nothing was written then
     */
    Place append(ByteBuffer record) throws IOException;

    /**
     * Makes all that was appended survive a power cut. After it has failed once the journal can't
     * be used any more: a second sync could lie.
     */
    void sync() throws IOException;

    /**
     * Starts a new segment; the one before is never appended to again, and must have been synced.
     *
     * @throws IOException where there was no room; the one before is still the current one then
     */
    void roll() throws IOException;

    /** The segment that is appended to; 0 before the first {@link #roll}. */
    int currentSegment();

    /** Octets in the segment that is appended to. */
    long currentSize();

    /** Deletes the oldest segments, those below {@code segment}; never the current one. */
    void deleteBefore(int segment) throws IOException;

    /**
     * Keeps octets of the file system aside, so that there is room when there is none any more, or
     * gives them back: 0. Callers see to it that it is called once at a time. An engine without a
     * file system of this machine keeps nothing: the default.
     *
     * @throws IOException where there is no room for it; nothing is kept then
     */
    default void reserve(long octets) throws IOException {}

    /** How many octets are kept aside, by this process or one before it. */
    default long reserved() {
        return 0;
    }

    /** Lets go of it. Syncs nothing: what must be durable has been synced before. */
    @Override
    void close() throws IOException;

    /**
     * Where a record is.
     *
     * @param segment the number of the file
     * @param offset of the record in it
     * @param length of the record
     */
    record Place(int segment, long offset, int length) {
        @Override
        public String toString() {
            return "segment %d, offset %d".formatted(segment, offset);
        }
    }

    /**
     * Part of a segment that holds no record.
     *
     * @param from the first octet's offset
     * @param to behind the last octet
     */
    record Stretch(int segment, long from, long to) {
        /** How long it is. */
        public long octets() {
            return to - from;
        }

        @Override
        public String toString() {
            return "segment %d: nothing readable from %d to %d".formatted(segment, from, to);
        }
    }

    /**
     * Space.
     *
     * @param octets that the segments take
     * @param freeOctets of the file system, for us
     * @param totalOctets of the file system
     */
    record Usage(int segments, long octets, long freeOctets, long totalOctets) {}

    /** Sees each record in order. */
    @FunctionalInterface
    interface Visitor {
        /** Takes a record; false where it isn't whole, or no record at all. */
        boolean record(Place place, ByteBuffer record) throws IOException;
    }

    /**
     * What replay found.
     *
     * @param records accepted by the visitor
     * @param torn what is behind the last whole record of the last segment, before mere zeros
     * @param missing segments that aren't there though an older one is
     * @param damage what holds no record before the last whole one of a segment
     */
    record ReplayReport(long records, Stretch torn, List<Integer> missing, List<Stretch> damage) {
        public ReplayReport {
            missing = List.copyOf(missing);
            damage = List.copyOf(damage);
        }
    }
}
