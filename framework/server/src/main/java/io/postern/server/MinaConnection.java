// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.tls.ListenerTls;

import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.session.IoSession;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

/**
 * A connection over MINA, whose I/O thread brings octets and never waits. When the session lags,
 * nothing more is read from the socket, so TCP slows the client down.
 */
final class MinaConnection implements Connection {
    /** What may wait for the client. */
    private static final long OUT_LIMIT = 64 * 1024;

    /** How often to look whether the client has read; MINA's own signal for it isn't sure. */
    private static final long OUT_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final Duration HANDSHAKE = Duration.ofSeconds(30);

    private final IoSession io;
    private final Optional<ListenerTls> listenerTls;
    private final Handshakes handshakes;
    private final Pace pace;
    private final Arrivals arrivals;

    /** Owned by the session's thread. */
    private @Nullable TlsLayer layer;

    private volatile Optional<TlsState> tls = Optional.empty();

    MinaConnection(
            IoSession io, Optional<ListenerTls> tls, SharedLimits shared, Limits.Sessions limits) {
        this.io = io;
        this.listenerTls = tls;
        this.handshakes = shared.handshakes();
        this.pace = new Pace(limits.rate());
        this.arrivals = new Arrivals(new Socket(io), shared.memory());
    }

    /** Takes octets over, and the buffer with them. Called by the I/O thread. */
    void received(ByteBuffer octets) {
        arrivals.add(octets);
    }

    /** Nothing more will come. Called by the I/O thread. */
    void inputClosed() {
        arrivals.close();
    }

    /** Nobody will read any more. Called when the session has ended. */
    void discard() {
        arrivals.discard();
    }

    @Override
    public boolean hasInput() {
        return layer == null ? !arrivals.isEmpty() : layer.hasInput();
    }

    @Override
    public boolean hasInputWithin(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean more = true;
        // In TLS what comes need not be anything to read.
        while (!hasInput() && more) {
            more = arrivals.await(deadline);
        }
        return hasInput();
    }

    @Override
    public ByteBuffer input(boolean forCommand, long deadlineNanos) throws InterruptedException {
        if (forCommand) {
            pace.restart();
            return next(true, deadlineNanos);
        }
        long begin = System.nanoTime();
        long patience = Math.min(pace.patienceNanos(), deadlineNanos - begin);
        boolean isThere = hasInput();
        ByteBuffer octets = next(false, begin + patience);
        pace.count(isThere ? 0 : System.nanoTime() - begin, octets.remaining());
        return octets;
    }

    private ByteBuffer next(boolean forCommand, long deadlineNanos) throws InterruptedException {
        return layer == null
                ? arrivals.next(forCommand, deadlineNanos)
                : layer.input(forCommand, deadlineNanos);
    }

    @Override
    public void write(byte[] octets, Duration limit) throws InterruptedException {
        if (layer == null) {
            send(octets);
        } else {
            layer.write(octets);
        }
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

    @Override
    public TlsState startTls(byte[] goAhead, Duration limit)
            throws InterruptedException, TlsUnavailableException {
        long deadline = System.nanoTime() + Math.min(limit.toNanos(), HANDSHAKE.toNanos());
        ListenerTls ours = listenerTls.orElseThrow(IllegalStateException::new);
        try {
            TlsLayer begun = new TlsLayer(ours.engine(), arrivals, this::send);
            if (goAhead.length > 0) {
                // Whatever comes from here on is taken for TLS.
                arrivals.clear();
                send(goAhead);
            }
            layer = begun;
            begun.handshake(handshakes, deadline);
            return secured(begun, ours);
        } catch (SSLException noCertificate) {
            throw new TlsUnavailableException(noCertificate);
        }
    }

    private TlsState secured(TlsLayer begun, ListenerTls ours) {
        try {
            TlsState state = TlsState.of(begun.session(), ours);
            tls = Optional.of(state);
            return state;
        } catch (SSLException refused) {
            throw begun.fail(refused);
        }
    }

    @Override
    public Optional<TlsState> tls() {
        return tls;
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
        if (layer != null) {
            layer.close();
        }
        io.closeOnFlush();
    }

    @Override
    public void abort() {
        io.closeNow();
    }

    private boolean hasRoom() {
        return io.getScheduledWriteBytes() <= OUT_LIMIT;
    }

    /** Writes from this thread what the socket takes now; what is left is the I/O thread's. */
    private void send(byte[] octets) {
        IoBuffer buffer = IoBuffer.wrap(octets);
        if (io.getScheduledWriteMessages() > 0 || !TrafficProcessor.writeNow(io, buffer)) {
            io.write(buffer);
        }
    }

    /** The socket, which can be left unread. */
    private record Socket(IoSession io) implements Arrivals.Source {
        @Override
        public void suspend() {
            io.suspendRead();
        }

        @Override
        public void resume() {
            io.resumeRead();
        }
    }
}
