// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

/**
 * An SMTP server that takes everything, keeps it octet by octet, and misbehaves on demand:
 *
 * <pre>{@code
 * try (SmtpSink sink = SmtpSink.start()) {
 *     sink.keywords("PIPELINING");
 *     sink.at(Stage.RCPT).nth(2).does(reply("451 4.2.1 later"), drop());
 *     ...
 *     SinkMessage message = sink.awaitMessages(1).getFirst();
 * }
 * }</pre>
 *
 * Listens on a loopback address; each session has a virtual thread of its own. Safe for many
 * threads.
 */
public final class SmtpSink implements AutoCloseable {
    /** How long the waiting methods wait when nothing else is said. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ServerSocket server;
    private final List<SinkRule> rules = new CopyOnWriteArrayList<>();
    private final List<SinkSession> sessions = new CopyOnWriteArrayList<>();
    private final List<SinkMessage> messages = new ArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile String greeting = "220 sink.test ESMTP";
    private volatile List<String> keywords =
            List.of("PIPELINING", "8BITMIME", "SIZE 104857600", "ENHANCEDSTATUSCODES");
    private volatile Optional<List<String>> keywordsInTls = Optional.empty();
    private volatile Optional<SSLContext> tls = Optional.empty();
    private int ended;

    private SmtpSink(ServerSocket server) {
        this.server = server;
    }

    /** Listens on a free port of 127.0.0.1. */
    public static SmtpSink start() {
        return start("127.0.0.1", 0);
    }

    /** Listens on this loopback address and port; 0 is a free one. */
    public static SmtpSink start(String address, int port) {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 1000);
            SmtpSink sink = new SmtpSink(server);
            sink.threads.add(Thread.ofVirtual().name("sink").start(sink::acceptAll));
            return sink;
        } catch (IOException e) {
            throw new UncheckedIOException("no sink on " + address + ":" + port, e);
        }
    }

    /** A port of 127.0.0.1 on which nobody listens just now. */
    public static int closedPort() {
        try (SmtpSink sink = start()) {
            return sink.port();
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** Greets with this line; RFC 5321 wants a 220 and a name. */
    public SmtpSink greeting(String line) {
        greeting = line;
        return this;
    }

    /** What EHLO offers, one keyword and its parameters each; none for none. */
    public SmtpSink keywords(String... offered) {
        keywords = List.of(offered);
        return this;
    }

    /** What EHLO offers in TLS, where that isn't the same. */
    public SmtpSink keywordsInTls(String... offered) {
        keywordsInTls = Optional.of(List.of(offered));
        return this;
    }

    /** Offers STARTTLS besides, and does it with this context. */
    public SmtpSink tls(SSLContext context) {
        tls = Optional.of(context);
        return this;
    }

    /** Starts a rule for a stage. */
    public SinkRule at(Stage stage) {
        return new SinkRule(stage, rules::add);
    }

    /** Does the usual again at every stage. */
    public void clearRules() {
        rules.clear();
    }

    /** The messages that have come whole so far, also those it refused. */
    public List<SinkMessage> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    /** Waits until n messages have come, refused ones too, and returns all there are. */
    public List<SinkMessage> awaitMessages(int n) throws InterruptedException {
        return awaitMessages(n, PATIENCE);
    }

    /** As {@link #awaitMessages(int)}, with another patience; fails when it is over. */
    public List<SinkMessage> awaitMessages(int n, Duration patience) throws InterruptedException {
        await(n, "messages", () -> messages.size(), patience);
        return messages();
    }

    /** Waits until n sessions have ended, and returns all there were. */
    public List<SinkSession> awaitSessions(int n) throws InterruptedException {
        await(n, "ended sessions", () -> ended, PATIENCE);
        return sessions();
    }

    /** The sessions in the order they came, also those that go on. */
    public List<SinkSession> sessions() {
        return List.copyOf(sessions);
    }

    /** Stops listening and cuts every session; returns when their threads have ended. */
    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
            for (Thread thread : threads) {
                thread.interrupt();
                thread.join(PATIENCE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(int n, String what, Supplier<Integer> count, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (messages) {
            while (count.get() < n) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError(
                            "%d %s within %s, not %d".formatted(count.get(), what, patience, n));
                }
                messages.wait(left);
            }
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                SinkSession session = new SinkSession(socket);
                sessions.add(session);
                threads.add(Thread.ofVirtual().name("sink-session").start(() -> run(session)));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void run(SinkSession session) {
        try {
            new SinkDialogue(this, session).run();
            session.drop();
        } catch (IOException | InterruptedException _) {
            // the client or the sink has closed
        } finally {
            synchronized (messages) {
                ended++;
                messages.notifyAll();
            }
        }
    }

    String greeting() {
        return greeting;
    }

    List<String> offered(boolean inTls) {
        List<String> offered = new ArrayList<>(inTls ? keywordsInTls.orElse(keywords) : keywords);
        if (!inTls && tls.isPresent()) {
            offered.add("STARTTLS");
        }
        return offered;
    }

    Optional<SSLContext> tls() {
        return tls;
    }

    List<SinkAction> actions(Stage stage, String line, SinkAction usual) {
        for (SinkRule rule : rules) {
            if (rule.takes(stage, line)) {
                return rule.actions();
            }
        }
        return List.of(usual);
    }

    void keep(SinkMessage message) {
        synchronized (messages) {
            messages.add(message);
            messages.notifyAll();
        }
    }

    static String verb(String line) {
        int space = line.indexOf(' ');
        return (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
    }

    /**
     * Takes the dot off lines that begin with one, and the final dot line away (RFC 5321 4.5.2).
     */
    static byte[] unstuff(byte[] wire) {
        ByteArrayOutputStream content = new ByteArrayOutputStream(wire.length);
        boolean lineStart = true;
        for (int i = 0; i < wire.length - 3; i++) {
            if (!lineStart || wire[i] != '.') {
                content.write(wire[i]);
            }
            lineStart = wire[i] == '\n' && i > 0 && wire[i - 1] == '\r';
        }
        return content.toByteArray();
    }
}
