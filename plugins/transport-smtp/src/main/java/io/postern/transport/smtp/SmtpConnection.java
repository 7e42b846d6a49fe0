// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.time.Watchdog;
import io.postern.smtp.Reply;
import io.postern.smtp.ReplyParser;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * A TCP connection that sends lines and reads replies. Blocking, used by one virtual thread; an
 * interrupt of that thread closes the socket. Nothing is sent before {@link #flush}.
 */
final class SmtpConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnection.class);
    private static final int CLOSING = 421;
    private static final Watchdog WATCHDOG = new Watchdog("deliver/watchdog");

    private final Socket socket;
    private final Watchdog.Watch watch = WATCHDOG.watch(this::close);
    private InputStream in;
    private OutputStream out;
    private Optional<SSLSocket> secure = Optional.empty();
    private final ReplyParser parser = new ReplyParser();
    private final ByteBuffer received = ByteBuffer.allocate(4096).limit(0);
    private final StringBuilder lines = new StringBuilder();

    private SmtpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /**
     * Connects.
     *
     * @param source to bind to; empty where the system is to choose
     * @param limit for that
     */
    static SmtpConnection open(
            InetSocketAddress address, Optional<? extends InetAddress> source, Duration limit)
            throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            if (source.isPresent()) {
                socket.bind(new InetSocketAddress(source.get(), 0));
            }
            socket.connect(address, millis(limit));
            return new SmtpConnection(socket);
        } catch (IOException trouble) {
            socket.close();
            throw trouble;
        }
    }

    /** Puts a command into the buffer; it has neither CR nor LF in it. */
    void put(String command) {
        note("C", command);
        lines.append(command).append("\r\n");
    }

    /**
     * The same for what nobody may read in a log.
     *
     * @param shown what the log gets instead
     */
    void putSecret(String line, String shown) {
        note("C", shown);
        lines.append(line).append("\r\n");
    }

    /** Whether it is in TLS. */
    boolean isSecure() {
        return secure.isPresent();
    }

    /** Sends the commands in the buffer. */
    void flush(Duration limit) throws IOException {
        byte[] octets = lines.toString().getBytes(StandardCharsets.UTF_8);
        lines.setLength(0);
        inTime(limit, () -> out.write(octets));
    }

    /** Sends octets; blocks while the peer doesn't read. */
    void send(ByteBuffer octets, Duration limit) throws IOException {
        int start = octets.arrayOffset() + octets.position();
        inTime(limit, () -> out.write(octets.array(), start, octets.remaining()));
        octets.position(octets.limit());
    }

    /**
     * Reads the next reply.
     *
     * @throws SocketTimeoutException where it isn't whole in time
     * @throws ClosingException for a 421
     * @throws BrokenReplyException for what is no reply
     */
    Reply reply(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            switch (parser.parse(received)) {
                case ReplyParser.Result.Complete(Reply reply) -> {
                    return checked(reply);
                }
                case ReplyParser.Result.Broken(String why) -> throw new BrokenReplyException(why);
                case ReplyParser.Result.Incomplete _ ->
                        fill(Duration.ofNanos(end - System.nanoTime()));
            }
        }
    }

    /**
     * Goes into TLS. What the host has sent in clear behind its 220 is dropped, since anybody may
     * have put it there (RFC 3207 section 6).
     *
     * @param demand says which certificates will do
     */
    void startTls(ClientTls tls, String host, TlsDemand demand, Duration limit) throws IOException {
        received.position(0).limit(0);
        SSLSocket agreed = tls.socket(socket, host, demand);
        try {
            inTime(limit, agreed::startHandshake);
        } catch (IOException failed) {
            throw new HandshakeException(failed);
        }
        secure = Optional.of(agreed);
        in = agreed.getInputStream();
        out = agreed.getOutputStream();
        note("TLS", agreed.getSession().getProtocol());
    }

    /** Our address of it. */
    String source() {
        return socket.getLocalAddress().getHostAddress();
    }

    /** What was agreed on; empty in clear. */
    Optional<SSLSession> tls() {
        return secure.map(SSLSocket::getSession);
    }

    /** Says in TLS that nothing more will be sent, so that the host need not wonder. */
    void finish() throws IOException {
        if (secure.isPresent()) {
            secure.get().shutdownOutput();
        }
    }

    /** Never fails: what the host has said stands, however the socket ends. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            LOG.debug("socket of {} didn't close well", socket);
        }
    }

    private Reply checked(Reply reply) throws ClosingException {
        note("S", reply);
        if (reply.code() == CLOSING) {
            throw new ClosingException(reply);
        }
        return reply;
    }

    private void note(String who, Object line) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("peer={} {}: {}", socket.getRemoteSocketAddress(), who, line);
        }
    }

    private void fill(Duration left) throws IOException {
        if (!left.isPositive()) {
            throw new SocketTimeoutException("no whole reply in time");
        }
        inTime(
                left,
                () -> {
                    int got = in.read(received.array());
                    if (got < 0) {
                        throw new EOFException("connection closed");
                    }
                    received.position(0).limit(got);
                });
    }

    /** Closes the socket on what takes longer, which is of no use then. */
    private void inTime(Duration limit, Exchange exchange) throws IOException {
        watch.start(limit);
        try {
            exchange.run();
        } catch (IOException trouble) {
            throw watch.hasBitten() ? new SocketTimeoutException("out of time") : trouble;
        } finally {
            watch.stop();
        }
    }

    /** Blocks on the socket. */
    @FunctionalInterface
    private interface Exchange {
        void run() throws IOException;
    }

    /** At least 1, since 0 means for ever. */
    private static int millis(Duration duration) {
        return Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE);
    }
}
