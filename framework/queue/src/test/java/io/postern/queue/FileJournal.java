// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.spool.Journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A journal in one file, so that it takes no heap. Syncs nothing and recovers nothing. */
final class FileJournal implements Journal {
    private static final long SPACE = 1L << 40;

    private final FileChannel file;
    private int segment;
    private volatile long size;

    FileJournal(Path folder) throws IOException {
        file =
                FileChannel.open(
                        folder.resolve("journal"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
    }

    @Override
    public ReplayReport replay(Visitor visitor) {
        return new ReplayReport(0, new Stretch(0, 0, 0), List.of(), List.of());
    }

    @Override
    public Place append(ByteBuffer record) throws IOException {
        Place place = new Place(segment, size, record.remaining());
        while (record.hasRemaining()) {
            size += file.write(record, size);
        }
        return place;
    }

    @Override
    public void sync() {}

    @Override
    public void roll() {
        segment++;
    }

    @Override
    public ByteBuffer read(Place place) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(place.length());
        while (record.hasRemaining()) {
            if (file.read(record, place.offset() + record.position()) < 0) {
                throw new EOFException("no record at " + place);
            }
        }
        return record.flip();
    }

    @Override
    public int currentSegment() {
        return segment;
    }

    @Override
    public long currentSize() {
        return 0; // so it is never full
    }

    @Override
    public void deleteBefore(int segment) {}

    @Override
    public Usage usage() {
        return new Usage(segment, size, SPACE, SPACE);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
