// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Reply;
import io.postern.tls.ListenerTls;

import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.service.IoHandlerAdapter;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteToClosedSessionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What MINA calls for each connection, on its I/O threads: starts a session where the gate lets one
 * in, and hands its octets over. Never blocks.
 */
final class SessionStarter extends IoHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(SessionStarter.class);
    private static final AttributeKey CONNECTION =
            new AttributeKey(SessionStarter.class, "connection");

    private final ServerContext server;
    private final SharedLimits shared;
    private final Optional<ListenerTls> tls;
    private final Sessions sessions;

    SessionStarter(
            ServerContext server,
            SharedLimits shared,
            Optional<ListenerTls> tls,
            Sessions sessions) {
        this.server = server;
        this.shared = shared;
        this.tls = tls;
        this.sessions = sessions;
    }

    @Override
    public void sessionOpened(IoSession io) {
        if (!(io.getRemoteAddress() instanceof InetSocketAddress peer)) {
            io.closeNow();
            return;
        }
        Arrival.Visitor visitor = new Arrival.Visitor(peer, sessions.nextName());
        Limits normal = server.limits().get();
        Optional<Reply> refusal = enter(peer.getAddress(), normal.connections());
        if (refusal.isPresent()) {
            turnAway(io, visitor, refusal.get());
            return;
        }
        boolean stress = shared.gate().isStressed(normal.connections());
        Limits limits = stress ? normal.underStress() : normal;
        MinaConnection connection = new MinaConnection(io, tls, shared, limits.sessions());
        io.setAttribute(CONNECTION, connection);
        sessions.start(
                visitor.session(),
                connection,
                new Arrival(server, shared.gate(), limits, connection, visitor));
    }

    private Optional<Reply> enter(InetAddress peer, Limits.Connections limits) {
        return server.settings().proxies().test(peer)
                ? shared.gate().enterUnknown(limits)
                : shared.gate().enter(peer, limits);
    }

    @Override
    public void messageReceived(IoSession io, Object message) {
        if (message instanceof IoBuffer octets
                && connection(io) instanceof MinaConnection connection) {
            // MINA reads into a new buffer each time, so this one is ours.
            connection.received(octets.buf());
        }
    }

    /** The client will send no more; until we close there would be an event without end. */
    @Override
    public void inputClosed(IoSession io) {
        io.suspendRead();
        if (connection(io) instanceof MinaConnection connection) {
            connection.inputClosed();
        } else {
            io.closeOnFlush();
        }
    }

    @Override
    public void sessionClosed(IoSession io) {
        if (connection(io) instanceof MinaConnection connection) {
            connection.inputClosed();
        }
    }

    @Override
    public void exceptionCaught(IoSession io, Throwable cause) {
        switch (cause) {
            // A reply to a client that has gone: nothing is lost by it.
            case WriteToClosedSessionException _ -> {}
            case IOException broken -> LOG.debug("connection={} {}", io.getId(), broken.toString());
            default -> LOG.error("connection={} broke", io.getId(), cause);
        }
        io.closeNow();
    }

    private void turnAway(IoSession io, Arrival.Visitor visitor, Reply greeting) {
        SessionClient client =
                new SessionClient(
                        visitor.peer().getAddress(),
                        visitor.peer().getPort(),
                        server.settings().name(),
                        visitor.session());
        server.events().publish(Arrival.refused(server, client, greeting));
        if (server.settings().tls() == ListenerSettings.Tls.IMPLICIT) {
            // Nothing goes out in clear where TLS is spoken from the start.
            io.closeNow();
        } else {
            io.write(IoBuffer.wrap(greeting.octets()));
            io.closeOnFlush();
        }
    }

    private static @Nullable Object connection(IoSession io) {
        return io.getAttribute(CONNECTION);
    }
}
