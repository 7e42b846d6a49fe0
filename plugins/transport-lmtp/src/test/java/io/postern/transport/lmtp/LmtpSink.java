// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An LMTP server that keeps what it takes. What it says to a command or, behind {@code END} and a
 * space, about a recipient at the end of data is set by {@link #says}; an empty text closes.
 */
final class LmtpSink implements AutoCloseable {
    private final ServerSocketChannel server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
    final List<Taken> taken = new CopyOnWriteArrayList<>();
    final List<String> commands = new CopyOnWriteArrayList<>();
    volatile List<String> keywords =
            List.of("PIPELINING", "8BITMIME", "SIZE 104857600", "ENHANCEDSTATUSCODES");
    volatile int recipientLimit = Integer.MAX_VALUE;

    /** A message for those whom it told that they have it. */
    record Taken(String mail, List<String> recipients, String text) {}

    private LmtpSink(ServerSocketChannel server) {
        this.server = server;
        Thread.ofVirtual().start(this::acceptAll);
    }

    static LmtpSink tcp() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 100);
        return new LmtpSink(server);
    }

    static LmtpSink unix(Path path) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path), 100);
        return new LmtpSink(server);
    }

    int port() {
        try {
            return ((InetSocketAddress) server.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers the line that has this text in it so; {@code GREETING} is one too. */
    LmtpSink says(String part, String reply) {
        answers.put(part, reply);
        return this;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                open.add(channel);
                Thread.ofVirtual().start(() -> serve(channel));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            new Session(channel).run();
        } catch (IOException _) {
            // the client has left, or was left
        }
    }

    private final class Session {
        private final InputStream in;
        private final OutputStream out;
        private String mail = "";
        private final List<String> recipients = new ArrayList<>();

        Session(SocketChannel channel) {
            in = new BufferedInputStream(Channels.newInputStream(channel));
            out = new BufferedOutputStream(Channels.newOutputStream(channel));
        }

        void run() throws IOException {
            say("GREETING", "220 sink.test LMTP");
            while (true) {
                String line = line();
                commands.add(line);
                command(line);
            }
        }

        private void command(String line) throws IOException {
            switch (line.substring(0, 4)) {
                case "LHLO" -> say(line, hello());
                case "MAIL" -> mail = say(line, "250 2.1.0 ok").startsWith("2") ? line : "";
                case "RCPT" -> rcpt(line);
                case "DATA" -> data(line);
                case "QUIT" -> throw new EOFException();
                default -> say(line, "250 2.0.0 ok");
            }
        }

        private String hello() {
            StringBuilder reply = new StringBuilder("250-sink.test\r\n");
            keywords.forEach(word -> reply.append("250-").append(word).append("\r\n"));
            return reply.append("250 HELP").toString();
        }

        private void rcpt(String line) throws IOException {
            String usual = recipients.size() < recipientLimit ? "250 2.1.5 ok" : "452 4.5.3 enough";
            if (say(line, mail.isEmpty() ? "503 5.5.1 no" : usual).startsWith("2")) {
                recipients.add(line.substring(line.indexOf('<') + 1, line.lastIndexOf('>')));
            }
        }

        private void data(String line) throws IOException {
            if (!say(line, recipients.isEmpty() ? "503 5.5.1 no" : "354 go").startsWith("3")) {
                return;
            }
            String text = text();
            List<String> took = new ArrayList<>();
            for (String recipient : recipients) {
                if (say("END " + recipient, "250 2.1.5 saved").startsWith("2")) {
                    took.add(recipient);
                }
            }
            taken.add(new Taken(mail, took, text));
            mail = "";
            recipients.clear();
        }

        private String say(String line, String usual) throws IOException {
            String reply =
                    answers.entrySet().stream()
                            .filter(answer -> line.contains(answer.getKey()))
                            .map(Map.Entry::getValue)
                            .findFirst()
                            .orElse(usual);
            if (reply.isEmpty()) {
                throw new EOFException();
            }
            out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return reply;
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException();
                }
                line.write(c);
            }
            String text = line.toString(StandardCharsets.UTF_8);
            return text.substring(0, text.length() - 1);
        }

        private String text() throws IOException {
            StringBuilder text = new StringBuilder();
            for (String line = line(); !line.equals("."); line = line()) {
                text.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
            return text.toString();
        }
    }
}
