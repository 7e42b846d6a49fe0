// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP client for tests: sends exactly the octets it is told to, and reads replies strictly (RFC
 * 5321 section 4.2): CRLF ends each line, three digits, then a space or, on all lines but the last,
 * a hyphen; the same code on all. Everything else, and silence beyond the patience, is an {@link
 * AssertionError} that shows what came. Text is a character an octet. Used by one thread.
 */
public final class RawSmtpClient implements AutoCloseable {
    private static final int MAX_LINE = 64 * 1024;

    private Socket socket;
    private InputStream in;

    private RawSmtpClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects to a port of 127.0.0.1; the greeting is still to be read. */
    public static RawSmtpClient connect(int port) {
        return connect("127.0.0.1", port);
    }

    /** Connects; the greeting is still to be read. */
    public static RawSmtpClient connect(String address, int port) {
        try {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            int patience = (int) SmtpSink.PATIENCE.toMillis();
            socket.setSoTimeout(patience);
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), patience);
            return new RawSmtpClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("no connection to " + address + ":" + port, e);
        }
    }

    /** Connects, reads a 220 and says EHLO; both must be answered well. */
    public static RawSmtpClient greeted(int port) {
        RawSmtpClient client = connect(port);
        client.expect(220, client.reply());
        client.expect(250, client.ehlo("client.test"));
        return client;
    }

    /** STARTTLS, its 220, and the handshake; EHLO is for the caller to say again. */
    public RawSmtpClient startTls(SSLContext context) {
        expect(220, command("STARTTLS"));
        return handshake(context, "localhost");
    }

    /**
     * Goes into TLS at once, asking for this host (SNI), and checks no name.
     *
     * @throws UncheckedIOException where the handshake fails
     */
    public RawSmtpClient handshake(SSLContext context, String host) {
        try {
            int port = socket.getPort();
            SSLSocket secure =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
            secure.startHandshake();
            socket = secure;
            in = new BufferedInputStream(secure.getInputStream());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was agreed on in the handshake. */
    public ExtendedSSLSession tls() {
        return (ExtendedSSLSession) ((SSLSocket) socket).getSession();
    }

    /** How long to wait for octets from now on; 10 s at first. */
    public RawSmtpClient patience(Duration patience) {
        try {
            socket.setSoTimeout((int) patience.toMillis());
            return this;
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends octets as they are. */
    public RawSmtpClient send(byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends text as it is, without a line end. */
    public RawSmtpClient send(String text) {
        return send(octets(text));
    }

    /** Sends a line with CRLF and reads the reply. */
    public RawReply command(String line) {
        return send(line + "\r\n").reply();
    }

    /** {@code EHLO name}. */
    public RawReply ehlo(String name) {
        return command("EHLO " + name);
    }

    /** {@code MAIL FROM:<path>}; parameters may follow in {@code path} behind {@code >}. */
    public RawReply mail(String path) {
        return command("MAIL FROM:" + bracketed(path));
    }

    /** {@code RCPT TO:<path>}. */
    public RawReply rcpt(String path) {
        return command("RCPT TO:" + bracketed(path));
    }

    /**
     * DATA, the message with dot-stuffing, the final dot; the last reply. A message without a final
     * CRLF gets one.
     */
    public RawReply data(byte[] message) {
        RawReply go = command("DATA");
        return go.code() == 354 ? send(stuffed(message)).reply() : go;
    }

    /** As {@link #data(byte[])}. */
    public RawReply data(String message) {
        return data(octets(message));
    }

    /** BDAT with these octets, and LAST or not. */
    public RawReply bdat(byte[] chunk, boolean last) {
        return send("BDAT " + chunk.length + (last ? " LAST" : "") + "\r\n").send(chunk).reply();
    }

    /** A whole transaction; the last reply, which is the first that isn't 2yz or 354. */
    public RawReply transaction(String from, List<String> to, byte[] message) {
        RawReply reply = mail(from);
        for (String path : to) {
            if (reply.code() / 100 != 2) {
                return reply;
            }
            reply = rcpt(path);
        }
        return reply.code() / 100 == 2 ? data(message) : reply;
    }

    /** {@code QUIT}. */
    public RawReply quit() {
        return command("QUIT");
    }

    /** Reads the next reply. */
    public RawReply reply() {
        List<String> lines = new ArrayList<>();
        String line = line();
        String code = code(line);
        while (line.length() > 3 && line.charAt(3) == '-') {
            lines.add(line.substring(4));
            line = line();
            if (!code.equals(code(line))) {
                throw new AssertionError("a reply with two codes: " + code + " and " + line);
            }
        }
        lines.add(line.length() > 4 ? line.substring(4) : "");
        return new RawReply(Integer.parseInt(code), lines);
    }

    /** Reads replies until there are n. */
    public List<RawReply> replies(int n) {
        List<RawReply> replies = new ArrayList<>();
        while (replies.size() < n) {
            replies.add(reply());
        }
        return replies;
    }

    /** Fails unless the reply has this code. */
    public RawReply expect(int code, RawReply reply) {
        if (reply.code() != code) {
            throw new AssertionError("not " + code + " but: " + reply);
        }
        return reply;
    }

    /** Whether nothing at all comes for so long, and the connection stays. */
    public boolean silentFor(Duration time) {
        try {
            int before = socket.getSoTimeout();
            patience(time);
            try {
                in.mark(1);
                in.read();
                in.reset();
                return false;
            } catch (SocketTimeoutException _) {
                return true;
            } finally {
                socket.setSoTimeout(before);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next octet, whatever it is; -1 where the connection ends. */
    public int octet() {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no octet in time", e);
        } catch (IOException _) {
            return -1;
        }
    }

    /** Waits until the server has closed the connection; fails when more octets come instead. */
    public void expectClosed() {
        try {
            int octet = in.read();
            if (octet >= 0) {
                throw new AssertionError("not closed, but sent '" + (char) octet + "'…");
            }
        } catch (SocketTimeoutException _) {
            throw new AssertionError("not closed");
        } catch (IOException _) {
            // reset: closed too
        }
    }

    /** Closes our side for writing; replies can still be read. */
    public void finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts the connection with a TCP reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the connection without QUIT. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A message as it goes over the wire: dot-stuffed, ended by CRLF.CRLF. */
    static byte[] stuffed(byte[] message) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream(message.length + 100);
        boolean lineStart = true;
        for (int i = 0; i < message.length; i++) {
            if (lineStart && message[i] == '.') {
                wire.write('.');
            }
            wire.write(message[i]);
            lineStart = message[i] == '\n' && i > 0 && message[i - 1] == '\r';
        }
        wire.writeBytes(octets(lineStart ? ".\r\n" : "\r\n.\r\n"));
        return wire.toByteArray();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String bracketed(String path) {
        return path.contains(">") ? "<" + path : "<" + path + ">";
    }

    private static String code(String line) {
        boolean fine =
                line.length() >= 3
                        && line.chars().limit(3).allMatch(c -> c >= '0' && c <= '9')
                        && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
        if (!fine) {
            throw new AssertionError("no reply: '" + line + "'");
        }
        return line.substring(0, 3);
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        try {
            while (line.length() < MAX_LINE) {
                int octet = in.read();
                if (octet < 0) {
                    throw new AssertionError("closed after '" + line + "'");
                }
                if (octet == '\n') {
                    return withoutCr(line);
                }
                line.append((char) octet);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no reply in time, only '" + line + "'", e);
        } catch (IOException e) {
            throw new AssertionError("connection lost after '" + line + "'", e);
        }
        throw new AssertionError("an endless line: '" + line.substring(0, 200) + "'…");
    }

    private static String withoutCr(StringBuilder line) {
        int last = line.length() - 1;
        if (last < 0 || line.charAt(last) != '\r' || line.indexOf("\r") != last) {
            throw new AssertionError("a reply line not ended by CRLF: '" + line + "'");
        }
        return line.substring(0, last);
    }
}
