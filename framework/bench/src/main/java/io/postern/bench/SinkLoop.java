// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.net.ssl.SSLEngine;

/** A thread of a {@link Sink}, with the sessions it has been given. */
final class SinkLoop extends Loop {
    private static final long IDLE_MILLIS = 1_000;

    private final Sink sink;
    private final Set<SinkSession> sessions = new HashSet<>();
    private final Queue<SocketChannel> arrivals = new ConcurrentLinkedQueue<>();

    // Each in the order they are due, since all of one kind wait equally long.
    private final ArrayDeque<Delayed> delayed = new ArrayDeque<>();
    private final ArrayDeque<Delayed> travelling = new ArrayDeque<>();

    private final SplittableRandom random;

    private record Delayed(Runnable what, long due) {}

    SinkLoop(Sink sink, long seed) throws IOException {
        this.sink = sink;
        random = new SplittableRandom(seed);
    }

    /** Takes connections for all loops; on this one's thread. */
    void accept(ServerSocketChannel server) throws IOException {
        register(server, SelectionKey.OP_ACCEPT, () -> acceptAll(server));
    }

    private void acceptAll(ServerSocketChannel server) {
        try {
            for (SocketChannel channel = server.accept();
                    channel != null;
                    channel = server.accept()) {
                sink.nextLoop().hand(channel);
            }
        } catch (IOException _) {
            // That client is gone, or there are no more descriptors: the next one, or later.
        }
    }

    private void hand(SocketChannel channel) {
        arrivals.add(channel);
        wake();
    }

    @Override
    long turn() {
        for (SocketChannel channel = arrivals.poll(); channel != null; channel = arrivals.poll()) {
            begin(channel);
        }
        long now = System.nanoTime();
        long wait = Math.min(run(delayed, now), run(travelling, now));
        return sink.isStopped() ? OVER : wait;
    }

    /** Does what is due; in how many milliseconds the next is. */
    private static long run(ArrayDeque<Delayed> waiting, long now) {
        while (!waiting.isEmpty() && waiting.getFirst().due() - now <= 0) {
            waiting.removeFirst().what().run();
        }
        return waiting.isEmpty()
                ? IDLE_MILLIS
                : Math.max(0, (waiting.getFirst().due() - now) / 1_000_000);
    }

    private void begin(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SinkSession session = new SinkSession(this, channel);
            SelectionKey key = register(channel, SelectionKey.OP_READ, session);
            sessions.add(session);
            sink.tally().connections.increment();
            session.begin(key);
        } catch (IOException _) {
            PlainWire.close(channel);
        }
    }

    @Override
    void end() {
        Set.copyOf(sessions).forEach(SinkSession::close);
        arrivals.forEach(PlainWire::close);
    }

    void closed(SinkSession session) {
        sessions.remove(session);
    }

    boolean offersTls() {
        return sink.tls() != null;
    }

    byte[] extensions(boolean secured) {
        return offersTls() && !secured ? SinkReplies.EXTENSIONS_TLS : SinkReplies.EXTENSIONS;
    }

    Wire secure(SocketChannel channel) throws IOException {
        SSLEngine engine = Objects.requireNonNull(sink.tls()).createSSLEngine();
        engine.setUseClientMode(false);
        sink.tally().secured.increment();
        return new TlsWire(channel, engine);
    }

    /**
     * Whether the answer to a message has to wait; if so it is asked for when its time has come.
     */
    boolean delays(Runnable answer) {
        return later(delayed, sink.temper().delay(), answer);
    }

    boolean isDistant() {
        return !sink.latency().isZero();
    }

    /** Whether what was sent is still on its way; if so it arrives when its time has come. */
    boolean travels(Runnable arrival) {
        return later(travelling, sink.latency(), arrival);
    }

    private static boolean later(ArrayDeque<Delayed> waiting, Duration delay, Runnable what) {
        if (delay.isZero()) {
            return false;
        }
        waiting.add(new Delayed(what, System.nanoTime() + delay.toNanos()));
        return true;
    }

    /** What becomes of a message that has come whole; written down before anybody is told. */
    Temper.Fate judge(ContentScanner content, RecipientNumbers recipients) {
        Temper temper = sink.temper();
        Temper.Fate fate =
                temper.isKind() ? Temper.Fate.TAKEN : temper.fate(random.nextDouble(100));
        SinkTally tally = sink.tally();
        switch (fate) {
            case TAKEN -> {
                tally.taken(recipients.size(), content.octets(), System.nanoTime());
                sink.ledgers().arrived(content.isMarked(), content.mark(), recipients);
            }
            case REJECTED -> {
                tally.rejected.increment();
                sink.ledgers().denied(content.isMarked(), content.mark(), recipients);
            }
            case DEFERRED -> tally.deferred.increment();
            case DROPPED -> tally.dropped.increment();
        }
        return fate;
    }
}
