// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import io.postern.spool.CrashPoint;
import io.postern.spool.Journal;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * The segment that is appended to: a Chronicle queue of its own, of one file, so that Chronicle
 * never sees a file from before a crash. Room is allocated ahead of what is written. The writer
 * thread's.
 */
final class Segment {
    /** How much is allocated at a time, and to begin with. */
    static final long STEP = 8L << 20;

    /** Kept allocated beyond a record, for what Chronicle writes beside it. */
    private static final long MARGIN = 1 << 20;

    private static final int BLOCK = 64 << 20; // a record may have a quarter of it
    private static final int METADATA_SIZE = 128 << 10;

    private final int number;
    private final Path path;
    private final SegmentFile file;
    private final ChronicleQueue queue;
    private final ExcerptAppender appender;
    private long allocated = STEP;
    private long end;

    private Segment(
            int number,
            Path path,
            SegmentFile file,
            ChronicleQueue queue,
            ExcerptAppender appender) {
        this.number = number;
        this.path = path;
        this.file = file;
        this.queue = queue;
        this.appender = appender;
    }

    /**
     * Makes a segment, durably: allocated, written its header, synced, named, its name synced.
     *
     * @throws IOException where there was no room; what is left of it goes with the next
     */
    static Segment create(SegmentFolder folder, int number, SegmentFile.Opener opener)
            throws IOException {
        folder.clearWork();
        Path work = folder.work();
        allocate(Files.createFile(work.resolve("metadata.cq4t")), METADATA_SIZE, opener);
        ChronicleQueue queue = queue(work);
        @Nullable SegmentFile file = null;
        boolean done = false;
        try {
            // An appender made later would take the file for another's and wait for its header.
            ExcerptAppender appender = queue.createAppender();
            Path fresh = Files.createFile(work.resolve(SegmentCycle.FILE));
            file = opener.open(fresh);
            file.allocate(0, STEP);
            Segment segment = new Segment(number, folder.segment(number), file, queue, appender);
            segment.writeHeader();
            file.sync();
            CrashPoint.SEGMENT_WRITTEN.reached();
            Files.move(fresh, segment.path, StandardCopyOption.ATOMIC_MOVE);
            CrashPoint.SEGMENT_NAMED.reached();
            folder.sync();
            done = true;
            return segment;
        } finally {
            if (!done) {
                discard(folder.segment(number), queue, file);
            }
        }
    }

    private static void discard(Path path, ChronicleQueue queue, @Nullable SegmentFile file)
            throws IOException {
        queue.close();
        if (file != null) {
            file.close();
        }
        Files.deleteIfExists(path);
    }

    private static void allocate(Path path, long length, SegmentFile.Opener opener)
            throws IOException {
        try (SegmentFile file = opener.open(path)) {
            file.allocate(0, length);
        }
    }

    private static ChronicleQueue queue(Path folder) {
        return SingleChronicleQueueBuilder.binary(folder)
                .rollCycle(SegmentCycle.ONLY)
                .timeProvider(() -> 0)
                .blockSize(BLOCK)
                .indexCount(SegmentCycle.INDEX_COUNT)
                .indexSpacing(SegmentCycle.INDEX_SPACING)
                .build();
    }

    /** Has Chronicle write what stands before the first record. */
    private void writeHeader() {
        try (DocumentContext document = appender.writingDocument()) {
            document.rollbackOnClose();
            end = bytes(document).writePosition();
        }
    }

    int number() {
        return number;
    }

    Path path() {
        return path;
    }

    /** Behind the last record. */
    long end() {
        return end;
    }

    /** What the file takes on disk. */
    long allocated() {
        return allocated;
    }

    Journal.Place append(ByteBuffer record) throws IOException {
        int length = record.remaining();
        if (length == 0 || length > SegmentScan.MOST - HEADERS) {
            throw new IOException("a record of " + length + " octets");
        }
        makeRoom(length);
        try (DocumentContext document = appender.writingDocument()) {
            long at = write(document, record);
            end = at + length;
            return new Journal.Place(number, at, length);
        }
    }

    private static final int HEADERS = 64;

    /** Fills a document; one that can't be filled is taken back, or closing would commit it. */
    private static long write(DocumentContext document, ByteBuffer record) {
        boolean whole = false;
        try {
            Bytes<?> bytes = bytes(document);
            long at = bytes.writePosition();
            copy(record, bytes);
            whole = true;
            return at;
        } finally {
            if (!whole) {
                document.rollbackOnClose();
            }
        }
    }

    /** In one go: Chronicle copies an array by a loop of its own, eight octets at a time. */
    @SuppressWarnings("restricted") // the address is Chronicle's, with room for the record
    private static void copy(ByteBuffer record, Bytes<?> to) {
        int length = record.remaining();
        if (to.canWriteDirect(length)) {
            long address = to.addressForWrite(to.writePosition());
            MemorySegment.ofAddress(address)
                    .reinterpret(length)
                    .copyFrom(MemorySegment.ofBuffer(record));
            to.writeSkip(length);
        } else {
            byte[] octets = new byte[length];
            record.duplicate().get(octets);
            to.write(octets);
        }
    }

    private static Bytes<?> bytes(DocumentContext document) {
        Wire wire = Objects.requireNonNull(document.wire());
        return wire.bytes();
    }

    private void makeRoom(int length) throws IOException {
        long needed = end + length + MARGIN;
        if (needed > allocated) {
            long more = (needed - allocated + STEP - 1) / STEP * STEP;
            file.allocate(allocated, more);
            allocated += more;
        }
    }

    void sync() throws IOException {
        file.sync();
    }

    /** Leaves it. What was allocated and not used is given back where all is durable. */
    void close(boolean durable) throws IOException {
        appender.close();
        queue.close();
        if (durable) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(end);
            }
        }
        file.close();
    }
}
