// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import io.postern.spool.CrashPoint;
import io.postern.spool.Journal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A journal in files of Chronicle Queue, of which it uses the appending only. Durability, locking,
 * rolling, recovery and reading are ours, since Chronicle promises none of them (see the manual's
 * page on the queue). Append, sync, roll and delete are the writer thread's; reading is anybody's.
 */
final class ChronicleJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(ChronicleJournal.class);

    private final SegmentFolder folder;
    private final SegmentFile.Opener opener;
    private final JournalLock lock;
    private final SegmentReaders readers;
    private final Reserve reserve;
    private final NavigableMap<Integer, Long> left = new ConcurrentSkipListMap<>(); // sizes
    private volatile @Nullable Segment current;
    private boolean dirty;
    private boolean failed;

    /** Locks the folder; nobody else may have it. */
    ChronicleJournal(Path path, SegmentFile.Opener opener) throws IOException {
        this.lock = JournalLock.take(path);
        this.folder = new SegmentFolder(path);
        this.opener = opener;
        this.readers = new SegmentReaders(folder);
        this.reserve = new Reserve(folder.reserve(), opener);
        folder.clearWork();
        for (int segment : folder.segments()) {
            left.put(segment, Files.size(folder.segment(segment)));
        }
    }

    @Override
    public ReplayReport replay(Visitor visitor) throws IOException {
        if (current != null) {
            throw new IllegalStateException("replay after the first roll");
        }
        long records = 0;
        Stretch torn = new Stretch(0, 0, 0);
        List<Stretch> damage = new ArrayList<>();
        for (int segment : left.keySet()) {
            Path file = folder.segment(segment);
            SegmentScan.Result result = SegmentScan.scan(segment, file, visitor);
            records += result.records();
            damage.addAll(result.damage());
            if (segment == left.lastKey()) {
                torn = result.torn();
                rewrite(segment, torn.to());
            }
        }
        return new ReplayReport(records, torn, SegmentFolder.missing(left.keySet()), damage);
    }

    /**
     * Writes the newest segment's octets once more where they are, and syncs: after a failed sync
     * they may be in memory only, and count as clean there. Only then are they more than readable.
     */
    private void rewrite(int segment, long dataEnd) throws IOException {
        CrashPoint.REWRITE.reached();
        Path path = folder.segment(segment);
        try (SegmentFile file = opener.open(path);
                RandomAccessFile octets = new RandomAccessFile(path.toFile(), "rw")) {
            byte[] buffer = new byte[1 << 20];
            for (long at = 0; at < dataEnd; at += buffer.length) {
                int length = (int) Math.min(buffer.length, dataEnd - at);
                octets.seek(at);
                octets.readFully(buffer, 0, length);
                octets.seek(at);
                octets.write(buffer, 0, length);
            }
            octets.setLength(dataEnd);
            file.sync();
            folder.sync();
        }
        CrashPoint.REWRITTEN.reached();
        left.put(segment, dataEnd);
    }

    @Override
    public Place append(ByteBuffer record) throws IOException {
        requireHealthy();
        Place place = segment().append(record);
        dirty = true;
        return place;
    }

    @Override
    public void sync() throws IOException {
        requireHealthy();
        if (!dirty) {
            return;
        }
        boolean done = false;
        try {
            segment().sync();
            dirty = false;
            done = true;
        } finally {
            failed |= !done;
        }
    }

    @Override
    public void roll() throws IOException {
        requireHealthy();
        sync();
        Segment before = current;
        int number = before == null ? nextNumber() : before.number() + 1;
        current = create(number);
        if (before != null) {
            leave(before);
        }
    }

    private int nextNumber() {
        return left.isEmpty() ? 1 : left.lastKey() + 1;
    }

    @SuppressWarnings("IllegalCatch") // a border: Chronicle throws anything when it can't open
    private Segment create(int number) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Segment.class.getClassLoader()); // where it looks for services
        try {
            return Segment.create(folder, number, opener);
        } catch (RuntimeException chronicle) {
            throw new IOException("starting segment " + number, chronicle);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void leave(Segment segment) {
        left.put(segment.number(), segment.end());
        try {
            segment.close(true);
        } catch (IOException unclean) {
            LOG.warn(
                    "event=segment-not-truncated segment={} reason={}",
                    segment.number(),
                    unclean.toString());
        }
    }

    @Override
    public ByteBuffer read(Place place) throws IOException {
        return readers.read(place);
    }

    @Override
    public int currentSegment() {
        Segment segment = current;
        return segment == null ? 0 : segment.number();
    }

    @Override
    public long currentSize() {
        Segment segment = current;
        return segment == null ? 0 : segment.end();
    }

    @Override
    public void deleteBefore(int segment) throws IOException {
        for (int old : List.copyOf(left.headMap(segment).keySet())) {
            folder.delete(old); // one by one, oldest first: a power cut leaves no hole
            readers.release(old); // what a reader still holds open keeps its room on the disk
            left.remove(old);
        }
    }

    @Override
    public void reserve(long octets) throws IOException {
        reserve.resize(octets);
    }

    @Override
    public long reserved() {
        return reserve.octets();
    }

    @Override
    public Usage usage() throws IOException {
        long octets = 0;
        for (Map.Entry<Integer, Long> segment : left.entrySet()) {
            octets += segment.getValue();
        }
        Segment segment = current;
        int count = left.size() + (segment == null ? 0 : 1);
        octets += segment == null ? 0 : segment.allocated();
        return new Usage(count, octets, folder.free(), folder.total());
    }

    private Segment segment() throws IOException {
        Segment segment = current;
        if (segment == null) {
            throw new IOException("no segment has been started");
        }
        return segment;
    }

    private void requireHealthy() throws IOException {
        if (failed) {
            throw new IOException("an earlier sync of the journal has failed");
        }
    }

    @Override
    public void close() throws IOException {
        Segment segment = current;
        current = null;
        readers.close();
        if (segment != null) {
            segment.close(!failed && !dirty);
        }
        lock.close();
    }
}
