// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A journal in files of a {@link VirtualDisk}, laid out and handled as the Chronicle engine does: a
 * header before each record which is completed last, room allocated ahead, a segment written before
 * it is named. What its mutants in {@link MutantTest} do wrong are methods here.
 */
class PagedJournal implements Journal {
    static final int STEP = 8 << 10;
    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int METADATA = 0x4000_0000;
    private static final int LENGTH = 0x3fff_ffff;
    private static final int HEADER = 4;
    private static final byte[] START = new byte[60]; // stands for what Chronicle writes first

    private final VirtualDisk disk;
    private final List<Integer> segments = new ArrayList<>();
    private VirtualDisk.File current;
    private int number;
    private int end;
    private boolean dirty;
    private boolean failed;
    private boolean closed;

    PagedJournal(VirtualDisk disk) {
        this.disk = disk;
        for (String name : List.copyOf(disk.names())) {
            if (name.startsWith("work")) {
                disk.unlink(name);
            } else {
                segments.add(Integer.parseInt(name.substring(7)) - 1_000_000);
            }
        }
    }

    static String name(int segment) {
        return "segment" + (1_000_000 + segment); // in order
    }

    @Override
    public synchronized ReplayReport replay(Visitor visitor) throws IOException {
        long records = 0;
        Stretch torn = new Stretch(0, 0, 0);
        List<Stretch> damage = new ArrayList<>();
        for (int segment : segments) {
            Scan scan = new Scan(segment, disk.open(name(segment)));
            scan.run(visitor);
            records += scan.records;
            damage.addAll(scan.damage);
            if (segment == segments.getLast()) {
                torn = new Stretch(segment, scan.end, scan.dataEnd);
                rewrite(disk.open(name(segment)), scan.dataEnd);
            }
        }
        return new ReplayReport(records, torn, missing(), damage);
    }

    private List<Integer> missing() {
        List<Integer> missing = new ArrayList<>();
        for (int i = 1; i < segments.size(); i++) {
            for (int gap = segments.get(i - 1) + 1; gap < segments.get(i); gap++) {
                missing.add(gap);
            }
        }
        return missing;
    }

    void rewrite(VirtualDisk.File file, int dataEnd) throws IOException {
        for (int at = 0; at < dataEnd; at += STEP) {
            file.write(at, file.octets(), at, Math.min(STEP, dataEnd - at));
        }
        file.truncate(dataEnd);
        file.sync();
        disk.syncFolder();
    }

    @Override
    public synchronized Place append(ByteBuffer record) throws IOException {
        requireHealthy();
        int length = record.remaining();
        if (end + length + HEADER + 1024 > current.size()) {
            current.allocate(current.size(), (length + STEP) / STEP * STEP);
        }
        ByteBuffer document = ByteBuffer.allocate(HEADER + length).order(ByteOrder.LITTLE_ENDIAN);
        document.putInt(NOT_COMPLETE | length).put(record.duplicate());
        current.write(end, document.array(), 0, HEADER + length);
        document.putInt(0, length);
        current.write(end, document.array(), 0, HEADER);
        Place place = new Place(number, end + HEADER, length);
        end = (end + HEADER + length + 3) & ~3;
        dirty = true;
        return place;
    }

    @Override
    public synchronized void sync() throws IOException {
        requireHealthy();
        if (!dirty) {
            return;
        }
        failed = true;
        sync(current);
        failed = false;
        dirty = false;
    }

    void sync(VirtualDisk.File file) throws IOException {
        file.sync();
    }

    @Override
    public synchronized void roll() throws IOException {
        requireHealthy();
        sync();
        int next = segments.isEmpty() ? 1 : segments.getLast() + 1;
        VirtualDisk.File before = current;
        int beforeEnd = end;
        current = create(next);
        number = next;
        segments.add(next);
        dirty = false;
        if (before != null) {
            leave(before, beforeEnd);
        }
    }

    void leave(VirtualDisk.File file, int fileEnd) {
        file.truncate(fileEnd);
    }

    private VirtualDisk.File create(int segment) throws IOException {
        disk.unlink("work");
        VirtualDisk.File file = disk.create("work");
        boolean done = false;
        try {
            file.allocate(0, STEP);
            ByteBuffer start = ByteBuffer.allocate(HEADER + START.length);
            start.order(ByteOrder.LITTLE_ENDIAN).putInt(METADATA | START.length).put(START);
            file.write(0, start.array(), 0, start.capacity());
            file.sync();
            disk.rename("work", name(segment));
            syncNames();
            end = start.capacity();
            done = true;
            return file;
        } finally {
            if (!done && !disk.crashed()) {
                disk.unlink(name(segment));
            }
        }
    }

    void unlinked() throws IOException {
        disk.syncFolder();
    }

    void syncNames() throws IOException {
        disk.syncFolder();
    }

    private void requireHealthy() throws IOException {
        if (failed || closed) {
            throw new IOException("the journal has failed or is closed");
        }
    }

    @Override
    public synchronized ByteBuffer read(Place place) throws IOException {
        if (closed) {
            throw new IOException("the journal is closed");
        }
        VirtualDisk.File file = disk.open(name(place.segment()));
        int offset = (int) place.offset();
        if (offset + place.length() > file.size()) {
            throw new IOException("no record at " + place);
        }
        byte[] octets = new byte[place.length()];
        System.arraycopy(file.octets(), offset, octets, 0, octets.length);
        return ByteBuffer.wrap(octets);
    }

    @Override
    public synchronized int currentSegment() {
        return number;
    }

    @Override
    public synchronized long currentSize() {
        return current == null ? 0 : end;
    }

    @Override
    public synchronized void deleteBefore(int segment) throws IOException {
        while (segments.getFirst() < Math.min(segment, number)) {
            disk.unlink(name(segments.getFirst()));
            unlinked();
            segments.removeFirst();
        }
    }

    @Override
    public synchronized Usage usage() {
        return new Usage(segments.size(), disk.octets(), disk.free(), VirtualDisk.TOTAL);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null && !failed && !dirty) {
            leave(current, end);
        }
    }

    /** Walks a segment, and goes on at each multiple of four where there is no record. */
    private static final class Scan {
        private final int segment;
        private final VirtualDisk.File file;
        private final ByteBuffer octets;
        private final List<Stretch> damage = new ArrayList<>();
        private long records;
        private int end;
        private int dataEnd;
        private boolean lost;

        private Scan(int segment, VirtualDisk.File file) {
            this.segment = segment;
            this.file = file;
            this.octets = ByteBuffer.wrap(file.octets()).order(ByteOrder.LITTLE_ENDIAN);
        }

        private void run(Visitor visitor) throws IOException {
            int at = 0;
            while (at + HEADER <= file.size()) {
                int length = document(at, visitor);
                if (length > 0) {
                    end = at + HEADER + length;
                    dataEnd = Math.max(dataEnd, end);
                    at = (end + 3) & ~3;
                } else {
                    lost = true;
                    dataEnd = octets.getInt(at) == 0 ? dataEnd : Math.max(dataEnd, at + HEADER);
                    at += HEADER;
                }
            }
        }

        private int document(int at, Visitor visitor) throws IOException {
            int header = octets.getInt(at);
            int length = header & LENGTH;
            if (header < 0 || length == 0 || at + HEADER + length > file.size()) {
                return 0;
            }
            if ((header & METADATA) != 0) {
                return lost ? 0 : length;
            }
            Place place = new Place(segment, at + HEADER, length);
            if (!visitor.record(place, octets.slice(at + HEADER, length).asReadOnlyBuffer())) {
                return 0;
            }
            records++;
            if (lost) {
                damage.add(new Stretch(segment, end, at));
                lost = false;
            }
            return length;
        }
    }
}
