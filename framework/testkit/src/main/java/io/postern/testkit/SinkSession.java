// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * One connection to a sink: what went over it, octet by octet. Read by the test while the session's
 * own thread writes it; what is handed out is a copy.
 */
public final class SinkSession {
    private volatile Socket socket;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final List<String> commands = new ArrayList<>();
    private final Set<Stage> ahead = EnumSet.noneOf(Stage.class);
    private final byte[] block = new byte[64 * 1024];
    private int at;
    private int end;
    private String lastReply = "";
    private boolean dropped;
    private Consumer<String> beforeReply = _ -> {};

    SinkSession(Socket socket) {
        this.socket = socket;
    }

    /** All octets that came from the client, decrypted. */
    public byte[] received() {
        synchronized (received) {
            return received.toByteArray();
        }
    }

    /** All octets that were sent to it, before encryption. */
    public byte[] sent() {
        synchronized (sent) {
            return sent.toByteArray();
        }
    }

    /** The command lines without CRLF, in order; messages are not among them. */
    public List<String> commands() {
        synchronized (commands) {
            return List.copyOf(commands);
        }
    }

    /** The verbs of {@link #commands}, in capitals. */
    public List<String> verbs() {
        return commands().stream().map(SmtpSink::verb).toList();
    }

    /** Where the client's next octets had come before the sink answered: pipelining. */
    public Set<Stage> ahead() {
        synchronized (ahead) {
            return Set.copyOf(ahead);
        }
    }

    /** What was agreed on in STARTTLS; knows the name the client asked for. */
    public Optional<ExtendedSSLSession> tls() {
        return socket instanceof SSLSocket secure
                ? Optional.of((ExtendedSSLSession) secure.getSession())
                : Optional.empty();
    }

    /** Whether the connection is closed on our side. */
    public boolean closed() {
        return socket.isClosed();
    }

    /** Sends a reply and CRLF. */
    public void reply(String reply) throws IOException {
        lastReply = reply;
        beforeReply.accept(reply);
        write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends octets as they are. */
    public void write(byte[] octets) throws IOException {
        synchronized (sent) {
            sent.writeBytes(octets);
        }
        socket.getOutputStream().write(octets);
    }

    /** Reads what has come and throws it away: this many octets at most. */
    public void discard(int most) throws IOException {
        awaitOctets();
        at = Math.min(end, at + most);
    }

    /** Sends nothing more, and throws away what comes until the client closes. */
    public void finish() throws IOException {
        socket.shutdownOutput();
        awaitClose();
    }

    /** What came in clear and wasn't read is lost. */
    void startTls(SSLContext context) throws IOException {
        startTls(context, false);
    }

    /**
     * Goes into TLS as the server; what came in clear and wasn't read is lost.
     *
     * @param authenticated whether the client must show a certificate
     */
    public void startTls(SSLContext context, boolean authenticated) throws IOException {
        at = end;
        SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
        secure.setUseClientMode(false);
        secure.setNeedClientAuth(authenticated);
        secure.startHandshake();
        socket = secure;
    }

    void drop() throws IOException {
        dropped = true;
        socket.close();
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        drop();
    }

    /** Reads on, and answers nothing, until the client closes. */
    void awaitClose() throws IOException {
        dropped = true;
        while (fill()) {
            at = end;
        }
        socket.close();
    }

    boolean dropped() {
        return dropped;
    }

    /** Calls somebody before each reply goes out, until the next call. */
    void beforeReply(Consumer<String> listener) {
        lastReply = "";
        beforeReply = listener;
    }

    String lastReply() {
        return lastReply;
    }

    void noteAhead(Stage stage) throws IOException {
        if (at < end || socket.getInputStream().available() > 0) {
            synchronized (ahead) {
                ahead.add(stage);
            }
        }
    }

    /** Reads a line up to CRLF, which ends it and nothing else does; it counts as a command. */
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < 2
                || line.charAt(line.length() - 2) != '\r'
                || line.charAt(line.length() - 1) != '\n') {
            line.append((char) octet());
        }
        String text = line.substring(0, line.length() - 2);
        synchronized (commands) {
            commands.add(text);
        }
        return text;
    }

    /** Waits for the next octet and leaves it there. */
    void awaitOctets() throws IOException {
        if (at == end && !fill()) {
            throw new EOFException("the client closed");
        }
    }

    /** Reads a message up to CRLF.CRLF. */
    byte[] wire() throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        int matched = 2; // of CRLF.CRLF: the message starts at the start of a line
        while (matched < 5) {
            int octet = octet();
            wire.write(octet);
            matched = match(matched, octet);
        }
        return wire.toByteArray();
    }

    /** Reads so many octets. */
    byte[] chunk(int size) throws IOException {
        byte[] chunk = new byte[size];
        for (int i = 0; i < size; i++) {
            chunk[i] = (byte) octet();
        }
        return chunk;
    }

    private static int match(int matched, int octet) {
        if (octet == "\r\n.\r\n".charAt(matched)) {
            return matched + 1;
        }
        return octet == '\r' ? 1 : 0;
    }

    private int octet() throws IOException {
        awaitOctets();
        return block[at++] & 0xff;
    }

    private boolean fill() throws IOException {
        InputStream in = socket.getInputStream();
        int got = in.read(block);
        if (got < 0) {
            return false;
        }
        synchronized (received) {
            received.write(block, 0, got);
        }
        at = 0;
        end = got;
        return true;
    }
}
