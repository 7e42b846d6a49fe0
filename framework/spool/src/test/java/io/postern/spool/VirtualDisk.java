// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;

/**
 * A disk under a page cache, as bad as a real one may be. What was written is on the platter after
 * {@link File#sync} only; names that came, changed or went after {@link #syncFolder} only. At a
 * power cut each page that was written since is the old one, the new one, or some sectors of each,
 * whatever was written first; and each name is as before or as after. A sync that fails leaves
 * pages that count as clean and are not on the platter. Can crash before and after each of its
 * calls. For one thread.
 */
public final class VirtualDisk {
    static final int PAGE = 4096;
    static final int SECTOR = 512;
    static final long TOTAL = 1L << 40;

    private final Choices choices;
    private final NavigableMap<String, File> names = new TreeMap<>();
    private final NavigableMap<String, File> durableNames = new TreeMap<>();
    private final List<Runnable> nameChanges = new ArrayList<>(); // on durableNames, to be synced
    private long free = TOTAL / 2;
    private boolean full;
    private boolean failing;
    private int refusals;
    private int steps;
    private int crashAt;
    private boolean crashed;

    /** The machine stops here. */
    public static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        Crash() {
            super("crash", null, false, false);
        }
    }

    VirtualDisk(Choices choices) {
        this.choices = choices;
    }

    /** Crashes at a step from now; never for 0. */
    void crashAfter(int count) {
        steps = 0;
        crashAt = count;
        crashed = false;
    }

    boolean crashed() {
        return crashed;
    }

    /** How many steps there were since {@link #crashAfter}: two for each call. */
    int steps() {
        return steps;
    }

    /** From now on there is no room for anything, or there is. */
    void full(boolean now) {
        full = now;
    }

    /** What the file system says is free. */
    void free(long octets) {
        free = octets;
    }

    /** From now on syncs fail, or don't. */
    void failing(boolean now) {
        failing = now;
    }

    /** How often there was no room, or an error. */
    int refusals() {
        return refusals;
    }

    private void step() {
        steps++;
        if (crashed || steps == crashAt) {
            crashed = true;
            throw new Crash();
        }
    }

    // --- what a file system does

    NavigableSet<String> names() {
        return names.navigableKeySet();
    }

    File open(String name) throws IOException {
        File file = names.get(name);
        if (file == null) {
            throw new IOException("no such file: " + name);
        }
        return file;
    }

    File create(String name) throws IOException {
        step();
        requireRoom();
        File file = new File();
        names.put(name, file);
        nameChanges.add(() -> durableNames.put(name, file));
        step();
        return file;
    }

    void rename(String from, String to) {
        step();
        File file = names.remove(from);
        names.put(to, file);
        nameChanges.add(
                () -> {
                    durableNames.remove(from);
                    durableNames.put(to, file);
                });
        step();
    }

    void unlink(String name) {
        step();
        if (names.remove(name) != null) {
            nameChanges.add(() -> durableNames.remove(name));
        }
        step();
    }

    void syncFolder() throws IOException {
        step();
        requireSound();
        nameChanges.forEach(Runnable::run);
        nameChanges.clear();
        step();
    }

    private void requireRoom() throws IOException {
        if (full) {
            refusals++;
            throw new IOException("no space left on device");
        }
    }

    private void requireSound() throws IOException {
        if (failing) {
            refusals++;
            throw new IOException("input/output error");
        }
    }

    long free() {
        return full ? 0 : free;
    }

    long octets() {
        return names.values().stream().mapToLong(file -> file.size).sum();
    }

    // --- what may happen to it

    /** The power goes, and comes back. */
    void powerCut() {
        for (Runnable change : nameChanges) {
            if (choices.pick(2) == 1) {
                change.run();
            }
        }
        nameChanges.clear();
        names.clear();
        names.putAll(durableNames);
        names.values().forEach(File::powerCut);
        crashAfter(0);
    }

    /** The process dies, and the machine doesn't: all that was written is there. */
    void kill() {
        crashAfter(0);
    }

    /** Octets, in the cache and on the platter. */
    final class File {
        private byte[] cache = new byte[PAGE];
        private byte[] platter = new byte[PAGE];
        private int size;
        private int platterSize;
        private final BitSet dirty = new BitSet(); // what a sync would write
        private final BitSet unlike = new BitSet(); // where the platter has something else

        int size() {
            return size;
        }

        /** What is in the cache; not to be changed. */
        byte[] octets() {
            return cache;
        }

        void allocate(int offset, int length) throws IOException {
            step();
            requireRoom();
            int end = offset + length;
            if (end > cache.length) {
                int pages = (Math.max(end, 2 * cache.length) + PAGE - 1) / PAGE;
                cache = Arrays.copyOf(cache, pages * PAGE);
                platter = Arrays.copyOf(platter, cache.length);
            }
            size = Math.max(size, end);
            step();
        }

        /** Writes to what is allocated: a store to a mapped page. */
        void write(int offset, byte[] octets, int start, int length) {
            step();
            System.arraycopy(octets, start, cache, offset, length);
            int last = (offset + length - 1) / PAGE;
            dirty.set(offset / PAGE, last + 1);
            unlike.set(offset / PAGE, last + 1);
            if (choices.rarely(8)) {
                writeBack(last);
            }
            step();
        }

        void truncate(int length) {
            step();
            Arrays.fill(cache, length, size, (byte) 0);
            int pages = (size + PAGE - 1) / PAGE;
            dirty.set(length / PAGE, Math.max(length / PAGE, pages));
            unlike.set(length / PAGE, Math.max(length / PAGE, pages));
            size = length;
            step();
        }

        void sync() throws IOException {
            step();
            if (failing) {
                for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
                    if (choices.pick(2) == 1) {
                        writeBack(page);
                    }
                }
                dirty.clear();
                requireSound();
            }
            for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
                writeBack(page);
            }
            dirty.clear();
            platterSize = size;
            step();
        }

        /** The kernel may do it at any time. */
        private void writeBack(int page) {
            System.arraycopy(cache, page * PAGE, platter, page * PAGE, PAGE);
            unlike.clear(page);
            dirty.clear(page);
        }

        private void powerCut() {
            for (int page = unlike.nextSetBit(0); page >= 0; page = unlike.nextSetBit(page + 1)) {
                switch (isSame(page) ? 0 : choices.pick(4)) {
                    case 0 -> {}
                    case 1 -> writeBack(page);
                    case 2 -> tear(page, true);
                    default -> tear(page, false);
                }
            }
            if (platterSize != size && choices.pick(2) == 1) {
                platterSize = size;
            }
            size = platterSize;
            Arrays.fill(platter, size, platter.length, (byte) 0);
            System.arraycopy(platter, 0, cache, 0, cache.length);
            unlike.clear();
            dirty.clear();
        }

        private boolean isSame(int page) {
            int from = page * PAGE;
            return Arrays.equals(cache, from, from + PAGE, platter, from, from + PAGE);
        }

        /** Some sectors are new: whichever, or those before or behind one. */
        private void tear(int page, boolean first) {
            int count = PAGE / SECTOR;
            boolean whichever = choices.rarely(2);
            int split = whichever ? 0 : 1 + choices.pick(count - 1);
            for (int sector = 0; sector < count; sector++) {
                if (whichever ? choices.rarely(2) : sector < split == first) {
                    int at = page * PAGE + sector * SECTOR;
                    System.arraycopy(cache, at, platter, at, SECTOR);
                }
            }
        }
    }
}
