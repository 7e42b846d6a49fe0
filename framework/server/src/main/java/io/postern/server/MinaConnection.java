// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.session.IoSession;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A connection over MINA, whose I/O thread brings octets and never waits. When the session lags,
 * nothing more is read from the socket, so TCP slows the client down.
 */
final class MinaConnection implements Connection {
    /** What may wait for the client. */
    private static final long OUT_LIMIT = 64 * 1024;

    /** How often to look whether the client has read; MINA's own signal for it isn't sure. */
    private static final long OUT_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final IoSession io;
    private final Arrivals arrivals;

    MinaConnection(IoSession io) {
        this.io = io;
        this.arrivals =
                new Arrivals(
                        new Arrivals.Source() {
                            @Override
                            public void suspend() {
                                io.suspendRead();
                            }

                            @Override
                            public void resume() {
                                io.resumeRead();
                            }
                        });
    }

    /** Takes octets over, and the buffer with them. Called by the I/O thread. */
    void received(ByteBuffer octets) {
        arrivals.add(octets);
    }

    /** Nothing more will come. Called by the I/O thread. */
    void inputClosed() {
        arrivals.close();
    }

    @Override
    public boolean hasInput() {
        return !arrivals.isEmpty();
    }

    @Override
    public ByteBuffer input(boolean forCommand, long deadlineNanos) throws InterruptedException {
        return arrivals.next(forCommand, deadlineNanos);
    }

    @Override
    public void write(byte[] octets, Duration limit) throws InterruptedException {
        io.write(IoBuffer.wrap(octets));
        if (hasRoom()) {
            return;
        }
        long end = System.nanoTime() + limit.toNanos();
        arrivals.awaitUntil(
                () -> hasRoom() || !io.isConnected() || System.nanoTime() - end > 0,
                OUT_LOOK_NANOS);
        if (!hasRoom()) {
            throw SessionEndedException.clientGone();
        }
    }

    private boolean hasRoom() {
        return io.getScheduledWriteBytes() <= OUT_LIMIT;
    }

    @Override
    public TlsState startTls(byte[] goAhead, Duration limit) {
        throw SessionEndedException.clientGone();
    }

    @Override
    public Optional<TlsState> tls() {
        return Optional.empty();
    }

    @Override
    public void drain() {
        arrivals.drain();
    }

    @Override
    public void expire() {
        arrivals.expire();
    }

    @Override
    public boolean isDraining() {
        return arrivals.isDraining();
    }

    @Override
    public void close() {
        io.closeOnFlush();
    }

    @Override
    public void abort() {
        io.closeNow();
    }
}
