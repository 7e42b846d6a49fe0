// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver.journal;

import io.postern.spool.Journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Records in memory, gone with the server. A place's offset counts the records of its segment. */
final class MemoryJournal implements Journal {
    private static final long SPACE = 1L << 40;

    private final NavigableMap<Integer, List<byte[]>> segments = new TreeMap<>();
    private int current;
    private long size;

    @Override
    public ReplayReport replay(Visitor visitor) {
        return new ReplayReport(0, new Stretch(0, 0, 0), List.of(), List.of());
    }

    @Override
    public synchronized Place append(ByteBuffer record) {
        byte[] octets = new byte[record.remaining()];
        record.get(octets);
        List<byte[]> segment = segments.computeIfAbsent(current, _ -> new ArrayList<>());
        segment.add(octets);
        size += octets.length;
        return new Place(current, segment.size() - 1L, octets.length);
    }

    /** Memory is as durable as it gets here. */
    @Override
    public void sync() {}

    @Override
    public synchronized void roll() {
        current++;
        size = 0;
    }

    @Override
    public synchronized ByteBuffer read(Place place) {
        List<byte[]> segment = segments.get(place.segment());
        if (segment == null) {
            throw new IllegalArgumentException("deleted: " + place);
        }
        return ByteBuffer.wrap(segment.get((int) place.offset())).asReadOnlyBuffer();
    }

    @Override
    public synchronized int currentSegment() {
        return current;
    }

    @Override
    public synchronized long currentSize() {
        return size;
    }

    @Override
    public synchronized void deleteBefore(int segment) {
        segments.headMap(Math.min(segment, current)).clear();
    }

    @Override
    public synchronized Usage usage() {
        return new Usage(segments.size(), size, SPACE / 2, SPACE);
    }

    @Override
    public void close() {}
}
