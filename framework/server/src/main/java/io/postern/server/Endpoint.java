// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.tls.ListenerTls;

import org.apache.mina.core.session.IoSession;
import org.apache.mina.transport.socket.nio.NioSocketAcceptor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * One bound socket and the sessions that came by it. {@link #bind} once, then {@link #stop} once;
 * both block.
 */
final class Endpoint {
    private static final int BACKLOG = 1024;
    private static final int READ_BUFFER = 4 * 1024;
    private static final int LARGEST_READ_BUFFER = 32 * 1024;

    private static final Duration LAST_REPLIES = Duration.ofSeconds(2);

    private final NioSocketAcceptor acceptor;
    private final ServerContext server;
    private final SharedLimits shared;
    private final Sessions sessions;

    Endpoint(ServerContext server, SharedLimits shared, IoProcessors processors) {
        this.server = server;
        this.shared = shared;
        this.sessions = new Sessions(server.clock().millis() * 1000);
        this.acceptor = new NioSocketAcceptor(processors.pool());
        acceptor.setReuseAddress(true);
        acceptor.setBacklog(BACKLOG);
        acceptor.getSessionConfig().setTcpNoDelay(true);
        acceptor.getSessionConfig().setMaxReadBufferSize(LARGEST_READ_BUFFER);
        acceptor.getSessionConfig().setReadBufferSize(READ_BUFFER);
        // Sessions outlive the socket: they end in their own time.
        acceptor.setCloseOnDeactivation(false);
    }

    /**
     * Accepts connections from now on; where it is bound.
     *
     * @param tls where its settings want some
     */
    InetSocketAddress bind(InetSocketAddress address, Optional<ListenerTls> tls)
            throws IOException {
        acceptor.setHandler(new SessionStarter(server, shared, tls, sessions));
        acceptor.bind(address);
        return acceptor.getLocalAddress();
    }

    /** How many sessions run. */
    int sessions() {
        return sessions.count();
    }

    /**
     * Accepts no more, lets commands and messages that are under way come to their end within the
     * time, and says 421 to everybody.
     */
    void stop(Duration peace) throws InterruptedException {
        acceptor.unbind();
        try {
            sessions.stop(peace);
            awaitLastReplies();
        } finally {
            acceptor.dispose();
        }
    }

    /** Sessions have ended, and what they said last may still be on its way. */
    private void awaitLastReplies() throws InterruptedException {
        long end = System.nanoTime() + LAST_REPLIES.toNanos();
        for (IoSession io : acceptor.getManagedSessions().values()) {
            long left = Math.max(1, (end - System.nanoTime()) / 1_000_000);
            if (!io.getCloseFuture().await(left)) {
                io.closeNow();
            }
        }
    }
}
