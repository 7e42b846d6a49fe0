// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file that is in memory. For one thread. */
final class ReadChannel implements SeekableByteChannel {
    private final ByteBuffer octets;
    private boolean open = true;

    ReadChannel(ByteBuffer octets) {
        this.octets = octets;
    }

    @Override
    public int read(ByteBuffer target) {
        if (!octets.hasRemaining()) {
            return -1;
        }
        int length = Math.min(octets.remaining(), target.remaining());
        target.put(octets.slice(octets.position(), length));
        octets.position(octets.position() + length);
        return length;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public long position() {
        return octets.position();
    }

    @Override
    public SeekableByteChannel position(long position) {
        octets.position((int) Math.min(position, octets.limit()));
        return this;
    }

    @Override
    public long size() {
        return octets.limit();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
