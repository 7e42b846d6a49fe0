// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.TlsSession;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client of a session without a network; TLS is pretended. Used by one thread. */
final class MemoryClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final MemoryConnection connection =
            new MemoryConnection(
                    new TlsState(
                            new TlsSession("TLSv1.3", "TLS_AES_256_GCM_SHA384", ""),
                            Optional.empty(),
                            new byte[32],
                            new byte[32]));
    private final Thread thread;
    private final StringBuilder heard = new StringBuilder();

    private MemoryClient(ServerContext server) {
        SessionClient client =
                new SessionClient(
                        InetAddress.ofLiteral("127.0.0.1"), 40_000, server.settings().name(), "s1");
        Session session = new Session(server, client, connection, server.limits().get());
        thread = Thread.ofVirtual().start(session);
    }

    /** A client that hasn't read the greeting. */
    static MemoryClient connect(ServerContext server) {
        return new MemoryClient(server);
    }

    /** A client that has been greeted and has said EHLO. */
    static MemoryClient greeted(ServerContext server) {
        MemoryClient client = connect(server);
        client.reply();
        client.command("EHLO client.test");
        return client;
    }

    MemoryClient send(byte[] octets) {
        connection.receive(octets);
        return this;
    }

    MemoryClient send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a line; the last line of the reply. */
    String command(String line) {
        return send(line + "\r\n").reply();
    }

    /** The last line of the next reply. */
    String reply() {
        return lines().getLast();
    }

    /** The lines of the next reply. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        do {
            lines.add(line());
        } while (lines.getLast().charAt(3) == '-');
        return lines;
    }

    private String line() {
        int end = heard.indexOf("\r\n");
        while (end < 0) {
            if (hear().isEmpty()) {
                throw new AssertionError("no reply, only '" + heard + "'");
            }
            end = heard.indexOf("\r\n");
        }
        String line = heard.substring(0, end);
        heard.delete(0, end + 2);
        return line;
    }

    private String hear() {
        try {
            String more = connection.written(PATIENCE);
            heard.append(more);
            return more;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the server to close; fails when it says anything more. */
    void expectClosed() {
        if (!heard.isEmpty() || !hear().isEmpty() || !connection.isClosed()) {
            throw new AssertionError("not closed, but '" + heard + "'");
        }
    }

    /** Cuts the connection and waits for the end of the session. */
    @Override
    public void close() {
        connection.endInput();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
