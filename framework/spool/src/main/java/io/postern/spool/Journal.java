// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An append-only log of records in numbered segments: what the spool is written in. Opened and
 * owned by one spool; {@link #append}, {@link #sync} and {@link #roll} are called by its writer
 * thread alone, {@link #read} by any thread. Nothing here knows what a record says.
 */
public interface Journal extends AutoCloseable {
    /**
     * Reads every record from the oldest, before the first append. Stops in a segment at the first
     * record that isn't whole or that the visitor doesn't accept; appends never go behind such a
     * place, but to a new segment.
     */
    ReplayReport replay(Visitor visitor) throws IOException;

    /**
     * Appends a record. It is readable at once, and durable after the next {@link #sync}.
     *
     * @throws IOException where there was no room; nothing was written then
     */
    Place append(ByteBuffer record) throws IOException;

    /**
     * Makes all that was appended survive a power cut. After it has failed once the journal can't
     * be used any more: a second sync could lie.
     */
    void sync() throws IOException;

    /** Starts a new segment; the one before is never appended to again. */
    void roll() throws IOException;

    /** Reads a record again. Blocks for the disk where it isn't in memory. */
    ByteBuffer read(Place place) throws IOException;

    /** The segment that is appended to. */
    int currentSegment();

    /** Octets in the segment that is appended to. */
    long currentSize();

    /** Deletes the oldest segments, those below {@code segment}; never the current one. */
    void deleteBefore(int segment) throws IOException;

    /** How many segments there are, and what they take. */
    Usage usage() throws IOException;

    @Override
    void close() throws IOException;

    /**
     * Where a record is.
     *
     * @param segment the number of the file
     * @param offset of the record in it
     * @param length of the record
     */
    record Place(int segment, long offset, int length) {}

    /** Space. */
    record Usage(int segments, long octets, long freeOctets) {}

    /** Sees each record in order. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Takes a record; false where it isn't whole and nothing behind it in its segment can be
         * trusted.
         */
        boolean record(Place place, ByteBuffer record) throws IOException;
    }

    /**
     * What replay found.
     *
     * @param records accepted by the visitor
     * @param tornOctets behind the last whole record of the last segment
     * @param damage what is wrong elsewhere, one line each; empty where nothing is
     */
    record ReplayReport(long records, long tornOctets, java.util.List<String> damage) {
        public ReplayReport {
            damage = java.util.List.copyOf(damage);
        }
    }
}
