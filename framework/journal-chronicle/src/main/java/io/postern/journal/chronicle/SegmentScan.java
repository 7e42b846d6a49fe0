// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import io.postern.spool.Journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks one segment by plain reads; nothing in the file can lead it outside, or to a crash. In the
 * file are Chronicle's documents, each at a multiple of four after a little-endian header: bit 31
 * not complete, bit 30 metadata, the rest its length. Where there is no document that the visitor
 * takes, the next is looked for at each multiple of four.
 */
final class SegmentScan {
    static final int HEADER = 4;
    static final int MOST = 16 << 20;

    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int METADATA = 0x4000_0000;
    private static final int LENGTH = 0x3fff_ffff;
    private static final int WINDOW = 1 << 20;

    private final int segment;
    private final FileChannel channel;
    private final long size;
    private final Journal.Visitor visitor;
    private final List<Journal.Stretch> damage = new ArrayList<>();
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowStart;
    private long records;
    private long end; // behind the last document
    private long dataEnd; // behind the last octet that isn't zero, as far as it was looked for
    private boolean lost; // looking for the next document

    /**
     * What was found.
     *
     * @param records taken by the visitor
     * @param torn behind the last document; behind its end there are only zeros
     * @param damage places before the last record that hold none
     */
    record Result(long records, Journal.Stretch torn, List<Journal.Stretch> damage) {}

    private SegmentScan(int segment, FileChannel channel, Journal.Visitor visitor)
            throws IOException {
        this.segment = segment;
        this.channel = channel;
        this.size = channel.size();
        this.visitor = visitor;
    }

    static Result scan(int segment, Path file, Journal.Visitor visitor) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new SegmentScan(segment, channel, visitor).run();
        }
    }

    private Result run() throws IOException {
        long at = 0;
        while (at + HEADER <= size) {
            int header = load(at, HEADER).getInt((int) (at - windowStart));
            long length = documentAt(at, header);
            if (length > 0) {
                end = at + HEADER + length;
                dataEnd = Math.max(dataEnd, end);
                at = (end + 3) & ~3L;
            } else {
                lost = true;
                if (header != 0) {
                    dataEnd = Math.max(dataEnd, at + HEADER);
                }
                at += HEADER;
            }
        }
        return new Result(records, new Journal.Stretch(segment, end, dataEnd), damage);
    }

    /** The length of a good document; 0 where there is none. */
    private long documentAt(long at, int header) throws IOException {
        int length = header & LENGTH;
        boolean plausible =
                (header & NOT_COMPLETE) == 0
                        && length > 0
                        && length <= MOST
                        && at + HEADER + length <= size;
        if (!plausible) {
            return 0;
        }
        if ((header & METADATA) != 0) {
            return lost ? 0 : length; // Chronicle's own; nothing vouches for one in a bad place
        }
        Journal.Place place = new Journal.Place(segment, at + HEADER, length);
        ByteBuffer loaded = load(at + HEADER, length);
        if (!visitor.record(place, loaded.slice((int) (at + HEADER - windowStart), length))) {
            return 0;
        }
        records++;
        if (lost) {
            damage.add(new Journal.Stretch(segment, end, at));
            lost = false;
        }
        return length;
    }

    /** The window, moved so that it holds these octets. */
    private ByteBuffer load(long at, int length) throws IOException {
        if (at >= windowStart && at + length <= windowStart + window.limit()) {
            return window;
        }
        if (window.capacity() < Math.max(length, WINDOW)) {
            window = ByteBuffer.allocate(Math.max(length, WINDOW)).order(ByteOrder.LITTLE_ENDIAN);
        }
        window.clear();
        windowStart = at;
        while (window.hasRemaining() && channel.read(window, at + window.position()) > 0) {}
        window.flip();
        if (window.limit() < length) {
            throw new IOException("segment " + segment + " became shorter while it was read");
        }
        return window;
    }
}
