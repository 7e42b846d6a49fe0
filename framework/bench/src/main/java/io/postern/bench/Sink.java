// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;

/**
 * An SMTP server that takes mail and keeps nothing of it but counts. A message that it answers 250
 * for stands in the ledgers by then.
 */
public final class Sink implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final List<ServerSocketChannel> servers;
    private final SinkSetup setup;
    private final Ledgers ledgers;
    private final SinkTally tally = new SinkTally();
    private final AtomicInteger turns = new AtomicInteger();
    private final List<SinkLoop> loops = new ArrayList<>();
    private final Workers workers;
    private volatile boolean stopped;

    private Sink(List<ServerSocketChannel> servers, SinkSetup setup, Ledgers ledgers)
            throws IOException {
        this.servers = servers;
        this.setup = setup;
        this.ledgers = ledgers;
        for (int i = 0; i < setup.threads(); i++) {
            loops.add(new SinkLoop(this, i));
        }
        for (ServerSocketChannel server : servers) {
            loops.getFirst().accept(server);
        }
        workers = new Workers("sink", loops, this::stop);
    }

    /**
     * Listens; port 0 is any, the same at each address.
     *
     * @throws IllegalArgumentException where there are fewer addresses from this one on
     */
    public static Sink open(InetSocketAddress address, SinkSetup setup, Ledgers ledgers)
            throws IOException {
        List<ServerSocketChannel> servers = new ArrayList<>();
        try {
            InetSocketAddress place = address;
            for (int i = 0; i < setup.addresses(); i++) {
                if (i > 0) {
                    place =
                            new InetSocketAddress(
                                    Ipv4.behind(address.getAddress(), i), place.getPort());
                }
                ServerSocketChannel server = ServerSocketChannel.open();
                servers.add(server);
                server.bind(place, BACKLOG);
                place = (InetSocketAddress) server.getLocalAddress();
            }
            Sink sink = new Sink(servers, setup, ledgers);
            sink.workers.start();
            return sink;
        } catch (IOException | IllegalArgumentException e) {
            for (ServerSocketChannel server : servers) {
                server.close();
            }
            throw e;
        }
    }

    /** Where it listens first. */
    public InetSocketAddress address() {
        try {
            return (InetSocketAddress) servers.getFirst().getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many messages it has taken. */
    public long messages() {
        return tally.messages.sum();
    }

    /** How many octets the messages had. */
    public long octets() {
        return tally.octets.sum();
    }

    /** Whether one of its threads has failed, or it was closed. */
    public boolean isStopped() {
        return stopped;
    }

    /** How it stands; looks through the ledgers, which takes a moment. */
    public SinkReport report() {
        return new SinkReport(
                tally.connections.sum(),
                tally.secured.sum(),
                tally.messages.sum(),
                tally.recipients.sum(),
                tally.octets.sum(),
                tally.rejected.sum(),
                tally.deferred.sum(),
                tally.dropped.sum(),
                ledgers.strangers(),
                Duration.ofNanos(tally.last.get() - tally.first.get()),
                ledgers.age(),
                ledgers.findings());
    }

    private void stop() {
        stopped = true;
        loops.forEach(Loop::wake);
    }

    /** Cuts all connections; what was reported so far stays. */
    @Override
    public void close() throws IOException {
        stop();
        for (ServerSocketChannel server : servers) {
            server.close();
        }
        try {
            workers.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    SinkLoop nextLoop() {
        return loops.get(Math.floorMod(turns.getAndIncrement(), loops.size()));
    }

    Duration latency() {
        return setup.latency();
    }

    Temper temper() {
        return setup.temper();
    }

    @Nullable SSLContext tls() {
        return setup.tls();
    }

    SinkTally tally() {
        return tally;
    }

    Ledgers ledgers() {
        return ledgers;
    }
}
