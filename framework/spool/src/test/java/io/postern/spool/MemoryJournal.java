// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A journal in memory, and a disk that can lose power: {@link Disk#powerCut} forgets every record
 * that was not synced, or keeps some of them, and tears one. A disk can refuse to sync, and be
 * full.
 */
public final class MemoryJournal implements Journal {
    private static final long TOTAL = 1L << 40;
    private static final long UNLIMITED = 1L << 60;

    private final Disk disk;
    private boolean closed;
    private boolean failed;
    private int current;

    /** What survives. */
    public static final class Disk implements JournalFactory {
        private final NavigableMap<Integer, List<Slot>> segments = new TreeMap<>();
        private Runnable step = () -> {};
        private boolean syncFails;
        private long total = TOTAL;
        private long free = TOTAL / 2;
        private long capacity = UNLIMITED;
        private long reserved;
        private int syncs;

        private static final class Slot {
            private byte[] octets;
            private boolean durable;

            private Slot(byte[] octets) {
                this.octets = octets;
            }
        }

        @Override
        public Journal open(Path folder, long segmentOctets) {
            return new MemoryJournal(this);
        }

        @Override
        public JournalReader read(Path folder) {
            return new MemoryJournal(this);
        }

        /**
         * Called before and after each append, sync and deletion; may throw to stop the writer
         * there.
         */
        public synchronized void onStep(Runnable action) {
            step = action;
        }

        /** From now on syncs fail. */
        public synchronized void failSyncs() {
            syncFails = true;
        }

        /** How large the file system is; half of it is free. */
        public synchronized void total(long octets) {
            total = octets;
            free = octets / 2;
        }

        /** How much the file system says is free. */
        public synchronized void free(long octets) {
            free = octets;
        }

        /** How many octets more can be allocated, beside the reserve. */
        public synchronized void capacity(long octets) {
            capacity = octets;
        }

        /** From now on nothing can be allocated, the reserve included. */
        public synchronized void exhaust() {
            capacity = -reserved;
        }

        /** There is all the room again that anybody wants. */
        public synchronized void relieve() {
            capacity = UNLIMITED;
        }

        /** How many octets are kept aside. */
        public synchronized long reserved() {
            return reserved;
        }

        public synchronized int syncs() {
            return syncs;
        }

        public synchronized int segments() {
            return segments.size();
        }

        /** The number of the oldest segment. */
        public synchronized int oldest() {
            return segments.firstKey();
        }

        /**
         * The power goes: of what wasn't synced, a record stays where its bit is set (the first
         * such record is bit 0), and {@code torn} of them is cut in half.
         */
        public synchronized Disk powerCut(long stays, int torn) {
            Disk after = new Disk();
            int loose = 0;
            for (var segment : segments.entrySet()) {
                List<Slot> kept = new ArrayList<>();
                for (Slot slot : segment.getValue()) {
                    Slot copy = new Slot(slot.octets.clone());
                    copy.durable = true;
                    if (!slot.durable) {
                        int bit = loose++;
                        if (bit == torn) {
                            tear(copy.octets);
                        } else if (bit > 62 || (stays >> bit & 1) == 0) {
                            copy.octets = new byte[slot.octets.length];
                        }
                    }
                    kept.add(copy);
                }
                after.segments.put(segment.getKey(), kept);
            }
            return after;
        }

        /** The process dies, the machine doesn't: all that was written is there. */
        public Disk kill() {
            return powerCut(-1, -1);
        }

        private static void tear(byte[] octets) {
            for (int i = octets.length / 2; i < octets.length; i++) {
                octets[i] = 0;
            }
        }

        /** Changes a bit of a record. */
        public synchronized void flip(Place place, int octet) {
            byte[] octets = segments.get(place.segment()).get((int) place.offset()).octets;
            octets[octet] ^= 4;
        }

        /** Only the first half of a record is there. */
        public synchronized void tear(Place place) {
            tear(segments.get(place.segment()).get((int) place.offset()).octets);
        }

        /** A segment disappears. */
        public synchronized void lose(int segment) {
            segments.remove(segment);
        }
    }

    private MemoryJournal(Disk disk) {
        this.disk = disk;
    }

    @Override
    public ReplayReport replay(Visitor visitor) throws IOException {
        synchronized (disk) {
            long records = 0;
            Stretch torn = new Stretch(0, 0, 0);
            List<Stretch> damage = new ArrayList<>();
            for (var segment : disk.segments.entrySet()) {
                int end = 0;
                List<Slot> slots = slots(segment.getKey());
                for (int i = 0; i < slots.size(); i++) {
                    byte[] octets = slots.get(i).octets();
                    Place place = new Place(segment.getKey(), i, octets.length);
                    if (!visitor.record(place, ByteBuffer.wrap(octets).asReadOnlyBuffer())) {
                        continue;
                    }
                    if (i > end) {
                        damage.add(new Stretch(segment.getKey(), end, i));
                    }
                    end = i + 1;
                    records++;
                }
                torn = new Stretch(segment.getKey(), end, slots.size());
                disk.segments.get(segment.getKey()).forEach(slot -> slot.durable = true);
            }
            return new ReplayReport(records, torn, missing(), damage);
        }
    }

    private record Slot(byte[] octets) {}

    private List<Slot> slots(int segment) {
        return disk.segments.get(segment).stream().map(slot -> new Slot(slot.octets)).toList();
    }

    private List<Integer> missing() {
        List<Integer> missing = new ArrayList<>();
        int first = disk.segments.isEmpty() ? 0 : disk.segments.firstKey();
        int last = disk.segments.isEmpty() ? 0 : disk.segments.lastKey();
        for (int segment = first; segment < last; segment++) {
            if (!disk.segments.containsKey(segment)) {
                missing.add(segment);
            }
        }
        return missing;
    }

    @Override
    public Place append(ByteBuffer record) throws IOException {
        synchronized (disk) {
            requireUsable();
            disk.step.run();
            if (disk.capacity < record.remaining()) {
                throw new IOException("no space left on device");
            }
            disk.capacity -= record.remaining();
            byte[] octets = new byte[record.remaining()];
            record.get(octets);
            List<Disk.Slot> slots = disk.segments.get(current);
            slots.add(new Disk.Slot(octets));
            Place place = new Place(current, slots.size() - 1, octets.length);
            disk.step.run();
            return place;
        }
    }

    @Override
    public void sync() throws IOException {
        synchronized (disk) {
            requireUsable();
            disk.step.run();
            disk.syncs++;
            if (disk.syncFails) {
                failed = true;
                throw new IOException("input/output error");
            }
            disk.segments.values().forEach(slots -> slots.forEach(slot -> slot.durable = true));
            disk.step.run();
        }
    }

    @Override
    public void roll() throws IOException {
        synchronized (disk) {
            requireUsable();
            if (disk.capacity <= 0) {
                throw new IOException("no space left on device");
            }
            current = disk.segments.isEmpty() ? 1 : disk.segments.lastKey() + 1;
            disk.segments.put(current, new ArrayList<>());
        }
    }

    private void requireUsable() throws IOException {
        if (failed || closed) {
            throw new IOException("the journal has failed or is closed");
        }
    }

    @Override
    public ByteBuffer read(Place place) throws IOException {
        synchronized (disk) {
            List<Disk.Slot> slots = closed ? null : disk.segments.get(place.segment());
            if (slots == null || slots.size() <= place.offset()) {
                throw new IOException("no record at " + place);
            }
            return ByteBuffer.wrap(slots.get((int) place.offset()).octets.clone());
        }
    }

    @Override
    public int currentSegment() {
        return current;
    }

    @Override
    public long currentSize() {
        synchronized (disk) {
            List<Disk.Slot> slots = disk.segments.getOrDefault(current, List.of());
            return slots.stream().mapToLong(slot -> slot.octets.length).sum();
        }
    }

    @Override
    public void deleteBefore(int segment) {
        synchronized (disk) {
            disk.step.run();
            disk.segments.headMap(segment).keySet().removeIf(number -> number != current);
            disk.step.run();
        }
    }

    @Override
    public void reserve(long octets) throws IOException {
        synchronized (disk) {
            disk.capacity += disk.reserved;
            disk.reserved = 0;
            if (disk.capacity < octets) {
                throw new IOException("no space left on device");
            }
            disk.capacity -= octets;
            disk.reserved = octets;
        }
    }

    @Override
    public long reserved() {
        return disk.reserved();
    }

    @Override
    public Usage usage() {
        synchronized (disk) {
            long octets =
                    disk.segments.values().stream()
                            .flatMap(List::stream)
                            .mapToLong(slot -> slot.octets.length)
                            .sum();
            return new Usage(disk.segments.size(), octets, disk.free, disk.total);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
