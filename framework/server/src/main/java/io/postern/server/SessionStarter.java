// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.event.MailEvent;
import io.postern.smtp.Reply;

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
    private final ConnectionGate gate;
    private final Sessions sessions;

    SessionStarter(ServerContext server, ConnectionGate gate, Sessions sessions) {
        this.server = server;
        this.gate = gate;
        this.sessions = sessions;
    }

    @Override
    public void sessionOpened(IoSession io) {
        if (!(io.getRemoteAddress() instanceof InetSocketAddress remote)) {
            io.closeNow();
            return;
        }
        InetAddress address = remote.getAddress();
        SessionClient client =
                new SessionClient(
                        address, remote.getPort(), server.settings().name(), sessions.nextName());
        Limits limits = server.limits().get();
        Optional<Reply> refusal = gate.enter(address, limits.connections());
        if (refusal.isPresent()) {
            turnAway(io, client, refusal.get());
            return;
        }
        MinaConnection connection = new MinaConnection(io);
        io.setAttribute(CONNECTION, connection);
        server.events()
                .publish(
                        new MailEvent.Connected(
                                server.clock().instant(), client.session(), client));
        Session session = new Session(server, client, connection, limits);
        sessions.start(session, () -> gate.leave(address));
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

    private void turnAway(IoSession io, SessionClient client, Reply greeting) {
        server.events()
                .publish(
                        new MailEvent.Refused(
                                server.clock().instant(),
                                client.session(),
                                client,
                                "CONNECT",
                                greeting.toString()));
        io.write(IoBuffer.wrap(greeting.octets()));
        io.closeOnFlush();
    }

    private static @Nullable Object connection(IoSession io) {
        return io.getAttribute(CONNECTION);
    }
}
