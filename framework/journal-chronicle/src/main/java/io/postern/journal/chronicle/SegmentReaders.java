// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import io.postern.spool.Journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads records at a place, from any thread. An interrupt closes the channel that its thread reads
 * from, for everybody: whoever is hit opens it again and reads again, and the interrupt is kept for
 * later. At most 64 files are open at a time.
 */
final class SegmentReaders implements AutoCloseable {
    private static final int MOST_OPEN = 64;

    private final SegmentFolder folder;
    private final Map<Integer, FileChannel> channels = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    SegmentReaders(SegmentFolder folder) {
        this.folder = folder;
    }

    ByteBuffer read(Journal.Place place) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(place.length());
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                FileChannel channel = channel(place.segment());
                if (tryRead(channel, place, record.clear())) {
                    return record.flip();
                }
                forget(place.segment(), channel);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** False where the channel was closed under us. */
    private static boolean tryRead(FileChannel channel, Journal.Place place, ByteBuffer record)
            throws IOException {
        try {
            while (record.hasRemaining()) {
                if (channel.read(record, place.offset() + record.position()) < 0) {
                    throw new EOFException("no record at " + place);
                }
            }
            return true;
        } catch (ClosedChannelException closed) {
            return false;
        }
    }

    private synchronized FileChannel channel(int segment) throws IOException {
        if (closed) {
            throw new IOException("the journal is closed");
        }
        FileChannel known = channels.get(segment);
        if (known != null) {
            return known;
        }
        FileChannel channel = FileChannel.open(folder.segment(segment), StandardOpenOption.READ);
        channels.put(segment, channel);
        if (channels.size() > MOST_OPEN) {
            var eldest = channels.entrySet().iterator();
            eldest.next().getValue().close();
            eldest.remove();
        }
        return channel;
    }

    private synchronized void forget(int segment, FileChannel channel) {
        channels.remove(segment, channel);
    }

    /** Lets go of a segment that is about to be deleted. */
    synchronized void release(int segment) throws IOException {
        FileChannel channel = channels.remove(segment);
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (FileChannel channel : channels.values()) {
            channel.close();
        }
        channels.clear();
    }
}
