// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Reads a message's pieces one after the other. Fails with {@link SpoolUnavailableException} at a
 * piece that is damaged: what has been read so far is right, and the rest never comes.
 */
final class PartsInputStream extends InputStream {
    private final MessageParts parts;
    private long skip;
    private int next;
    private @Nullable ByteBuffer current;

    PartsInputStream(byte[] head, long skip, MessageParts parts) {
        this.current = ByteBuffer.wrap(head);
        this.skip = skip;
        this.parts = parts;
    }

    @Override
    public int read() {
        ByteBuffer piece = piece();
        return piece == null ? -1 : piece.get() & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        ByteBuffer piece = piece();
        if (piece == null) {
            return -1;
        }
        int count = Math.min(length, piece.remaining());
        piece.get(target, offset, count);
        return count;
    }

    @Override
    public int available() {
        return current == null ? 0 : current.remaining();
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long sum = 0;
        byte[] octets = new byte[16 << 10];
        for (int count = read(octets, 0, octets.length);
                count >= 0;
                count = read(octets, 0, octets.length)) {
            out.write(octets, 0, count);
            sum += count;
        }
        return sum;
    }

    /** A piece with octets left; null at the end. */
    private @Nullable ByteBuffer piece() {
        while (current != null && !current.hasRemaining()) {
            current = parts.part(next++);
            if (current != null && skip > 0) {
                int skipped = (int) Math.min(skip, current.remaining());
                current.position(current.position() + skipped);
                skip -= skipped;
            }
        }
        return current;
    }
}
