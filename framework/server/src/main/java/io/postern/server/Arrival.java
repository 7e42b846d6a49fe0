// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.event.MailEvent;
import io.postern.smtp.ProxyHeader;
import io.postern.smtp.ProxyHeaderParser;
import io.postern.smtp.Reply;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection from its first octet to its last: finds out whose it is, where a proxy brings it,
 * and has its session. Runs on the session's thread.
 */
final class Arrival implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);

    /** A proxy says it with its first octets. */
    private static final Duration HEADER = Duration.ofSeconds(5);

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final ServerContext server;
    private final ConnectionGate gate;
    private final Limits limits;
    private final MinaConnection connection;
    private final InetSocketAddress peer;
    private final String name;

    /**
     * @param limits of this session
     */
    Arrival(
            ServerContext server,
            ConnectionGate gate,
            Limits limits,
            MinaConnection connection,
            Visitor visitor) {
        this.server = server;
        this.gate = gate;
        this.limits = limits;
        this.connection = connection;
        this.peer = visitor.peer();
        this.name = visitor.session();
    }

    /**
     * Who has come.
     *
     * @param peer the other end of the connection
     * @param session the name of the session
     */
    record Visitor(InetSocketAddress peer, String session) {}

    @Override
    public void run() {
        try {
            if (server.settings().proxies().test(peer.getAddress())) {
                behindProxy();
            } else {
                converse(peer);
            }
        } finally {
            connection.discard();
        }
    }

    /** The gate has let it in without knowing who it is. */
    private void behindProxy() {
        Optional<InetSocketAddress> source = source();
        if (source.isEmpty()) {
            gate.leaveUnknown();
            connection.abort();
            return;
        }
        Optional<Reply> refusal =
                gate.believe(source.get().getAddress(), server.limits().get().connections());
        if (refusal.isPresent()) {
            gate.leaveUnknown();
            turnAway(client(source.get()), refusal.get());
        } else {
            converse(source.get());
        }
    }

    private void converse(InetSocketAddress source) {
        try {
            SessionClient client = client(source);
            server.events()
                    .publish(
                            new MailEvent.Connected(
                                    server.clock().instant(), client.session(), client));
            new Session(server, client, connection, limits).run();
        } finally {
            gate.leave(source.getAddress());
        }
    }

    /** Whose connection the proxy says it is; empty where it says nothing good. */
    private Optional<InetSocketAddress> source() {
        try {
            ProxyHeaderParser parser = new ProxyHeaderParser();
            long deadline = System.nanoTime() + HEADER.toNanos();
            while (true) {
                ByteBuffer octets = connection.input(true, deadline);
                switch (parser.parse(octets)) {
                    case ProxyHeaderParser.Result.Incomplete _ -> {}
                    case ProxyHeaderParser.Result.Complete(ProxyHeader header) -> {
                        return Optional.of(source(header));
                    }
                    case ProxyHeaderParser.Result.Broken(String why) -> {
                        LOG.warn("session={} proxy={} {}", name, peer, why);
                        return Optional.empty();
                    }
                }
            }
        } catch (SessionEndedException ended) {
            LOG.debug("session={} proxy={} {}", name, peer, ended.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private InetSocketAddress source(ProxyHeader header) {
        return switch (header) {
            case ProxyHeader.Client(InetSocketAddress source, _) -> source;
            case ProxyHeader.Local _, ProxyHeader.Unknown _ -> peer;
        };
    }

    private SessionClient client(InetSocketAddress source) {
        return new SessionClient(
                source.getAddress(), source.getPort(), server.settings().name(), name);
    }

    private void turnAway(SessionClient client, Reply greeting) {
        server.events().publish(Arrival.refused(server, client, greeting));
        try {
            if (server.settings().tls() != ListenerSettings.Tls.IMPLICIT) {
                connection.write(greeting.octets(), LAST_WORDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (SessionEndedException gone) {
            LOG.debug("session={} {}", name, gone.getMessage());
        } finally {
            connection.close();
        }
    }

    static MailEvent refused(ServerContext server, SessionClient client, Reply greeting) {
        return new MailEvent.Refused(
                server.clock().instant(), client.session(), client, "CONNECT", greeting.toString());
    }
}
