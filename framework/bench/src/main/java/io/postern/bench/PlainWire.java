// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Without TLS. */
final class PlainWire implements Wire {
    private final SocketChannel channel;
    private boolean full;

    PlainWire(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        if (from.hasRemaining()) {
            channel.write(from);
        }
        full = from.hasRemaining();
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public void close() {
        close(channel);
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // It is gone all the same.
        }
    }
}
