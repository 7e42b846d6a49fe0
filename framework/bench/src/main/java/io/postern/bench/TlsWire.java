// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS on a channel. The handshake goes on with each {@link #read} and {@link #write}; until it is
 * over nothing else is taken. Its arithmetic is done on the loop's own thread.
 */
final class TlsWire implements Wire {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final ByteBuffer encryptedIn;

    /** Ready to be filled, but for {@link #drain}. */
    private final ByteBuffer encryptedOut;

    private boolean ended;

    TlsWire(SocketChannel channel, SSLEngine engine) throws SSLException {
        this.channel = channel;
        this.engine = engine;
        int record = engine.getSession().getPacketBufferSize();
        encryptedIn = ByteBuffer.allocateDirect(record);
        encryptedOut = ByteBuffer.allocateDirect(record);
        engine.beginHandshake();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int start = into.position();
        boolean closed = channel.read(encryptedIn) < 0;
        encryptedIn.flip();
        unwrap(into);
        encryptedIn.compact();
        if (into.position() > start) {
            return into.position() - start;
        }
        return closed || ended ? -1 : 0;
    }

    private void unwrap(ByteBuffer into) throws IOException {
        boolean going = true;
        while (going && !ended) {
            going =
                    switch (engine.getHandshakeStatus()) {
                        case NEED_TASK -> runTask();
                        case NEED_WRAP -> wrap(NOTHING);
                        default -> unwrapRecord(into);
                    };
        }
    }

    private boolean unwrapRecord(ByteBuffer into) throws SSLException {
        if (!encryptedIn.hasRemaining()) {
            return false;
        }
        SSLEngineResult result = engine.unwrap(encryptedIn, into);
        ended = result.getStatus() == Status.CLOSED;
        return result.getStatus() == Status.OK;
    }

    private boolean runTask() {
        Runnable task = engine.getDelegatedTask();
        if (task != null) {
            task.run();
        }
        return true;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        boolean going = drain();
        while (going && handshakes()) {
            going =
                    switch (engine.getHandshakeStatus()) {
                        case NEED_TASK -> runTask();
                        case NEED_WRAP -> wrap(NOTHING);
                        default -> false;
                    };
        }
        while (going && from.hasRemaining() && !handshakes()) {
            going = wrap(from);
        }
    }

    private boolean handshakes() {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    /** Whether there is room for another record. */
    private boolean wrap(ByteBuffer from) throws IOException {
        SSLEngineResult result = engine.wrap(from, encryptedOut);
        boolean drained = drain();
        if (result.getStatus() == Status.CLOSED) {
            throw new SSLException("the TLS connection is closed");
        }
        return drained && result.getStatus() == Status.OK;
    }

    private boolean drain() throws IOException {
        if (encryptedOut.position() > 0) {
            encryptedOut.flip();
            channel.write(encryptedOut);
            encryptedOut.compact();
        }
        return encryptedOut.position() == 0;
    }

    @Override
    public boolean isFull() {
        return encryptedOut.position() > 0;
    }

    @Override
    public void close() {
        try {
            engine.closeOutbound();
            if (drain()) {
                engine.wrap(NOTHING, encryptedOut);
                drain();
            }
        } catch (IOException _) {
            // Nobody is there to be told.
        }
        PlainWire.close(channel);
    }
}
