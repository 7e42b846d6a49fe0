// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection without a network: the other end is a thread that calls {@link #receive} and reads
 * {@link #written}. TLS is pretended: it is in it as soon as it is told to be.
 */
final class MemoryConnection implements Connection {
    private final TlsState pretended;
    private final Arrivals arrivals =
            new Arrivals(new Unbounded(), new WaitingOctets(Long.MAX_VALUE));
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private boolean closed;
    private volatile boolean secure;

    /**
     * @param pretended the TLS it is in once it is asked for TLS
     */
    MemoryConnection(TlsState pretended) {
        this.pretended = pretended;
    }

    /** The client sends. */
    void receive(byte[] octets) {
        arrivals.add(ByteBuffer.wrap(octets.clone()));
    }

    /** The client sends no more. */
    void endInput() {
        arrivals.close();
    }

    /** What was sent to the client since the last call; waits for something, or for the end. */
    synchronized String written(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        long left = limit.toMillis();
        while (sent.size() == 0 && !closed && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
        String text = sent.toString(StandardCharsets.UTF_8);
        sent.reset();
        return text;
    }

    /** Whether the server has closed it. */
    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public boolean hasInput() {
        return !arrivals.isEmpty();
    }

    @Override
    public boolean hasInputWithin(Duration limit) throws InterruptedException {
        return hasInput() || arrivals.await(System.nanoTime() + limit.toNanos());
    }

    @Override
    public ByteBuffer input(boolean forCommand, long deadlineNanos) throws InterruptedException {
        return arrivals.next(forCommand, deadlineNanos);
    }

    @Override
    public synchronized void write(byte[] octets, Duration limit) {
        if (!closed) {
            sent.writeBytes(octets);
            notifyAll();
        }
    }

    @Override
    public TlsState startTls(byte[] goAhead, Duration limit) {
        arrivals.clear();
        secure = true;
        write(goAhead, limit);
        return pretended;
    }

    @Override
    public Optional<TlsState> tls() {
        return secure ? Optional.of(pretended) : Optional.empty();
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
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    @Override
    public void abort() {
        arrivals.close();
        close();
    }

    /** Whoever brings octets here has them in memory already. */
    private static final class Unbounded implements Arrivals.Source {
        @Override
        public void suspend() {}

        @Override
        public void resume() {}
    }
}
