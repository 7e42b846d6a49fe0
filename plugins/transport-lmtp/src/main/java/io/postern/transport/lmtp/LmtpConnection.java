// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import io.postern.api.time.Watchdog;
import io.postern.smtp.Command;
import io.postern.smtp.Reply;
import io.postern.smtp.ReplyParser;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A connection over TCP or a UNIX socket that sends lines and reads replies. Blocking, used by one
 * thread; an interrupt of it closes the socket. Nothing is sent before {@link #flush}.
 */
final class LmtpConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LmtpConnection.class);
    private static final Watchdog WATCHDOG = new Watchdog("deliver/lmtp-watchdog");

    private final SocketAddress address;
    private final SocketChannel channel;
    private final Watchdog.Watch watch = WATCHDOG.watch(this::close);
    private final ReplyParser parser = new ReplyParser();
    private final ByteBuffer received = ByteBuffer.allocate(4096).limit(0);
    private final StringBuilder lines = new StringBuilder();

    private LmtpConnection(SocketAddress address, SocketChannel channel) {
        this.address = address;
        this.channel = channel;
    }

    /** Connects within that time. */
    static LmtpConnection open(SocketAddress address, Duration limit) throws IOException {
        SocketChannel channel =
                address instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
        LmtpConnection connection = new LmtpConnection(address, channel);
        try {
            connection.inTime(limit, () -> channel.connect(address));
            return connection;
        } catch (IOException trouble) {
            connection.close();
            throw trouble;
        }
    }

    /** Puts a command into the buffer. */
    void put(Command command) {
        put(command.line());
    }

    /** Puts a line into the buffer; it has neither CR nor LF in it. */
    void put(String line) {
        note("C", line);
        lines.append(line).append("\r\n");
    }

    /** Sends the lines in the buffer. */
    void flush(Duration limit) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
        lines.setLength(0);
        send(octets, limit);
    }

    /** Sends octets; blocks while the server doesn't read. */
    void send(ByteBuffer octets, Duration limit) throws IOException {
        inTime(
                limit,
                () -> {
                    while (octets.hasRemaining()) {
                        channel.write(octets);
                    }
                });
    }

    /**
     * Reads the next reply.
     *
     * @throws SocketTimeoutException where it isn't whole in time
     * @throws BrokenReplyException for what is no reply
     */
    Reply reply(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            switch (parser.parse(received)) {
                case ReplyParser.Result.Complete(Reply reply) -> {
                    note("S", reply);
                    return reply;
                }
                case ReplyParser.Result.Broken(String why) -> throw new BrokenReplyException(why);
                case ReplyParser.Result.Incomplete _ ->
                        fill(Duration.ofNanos(end - System.nanoTime()));
            }
        }
    }

    /** Never fails: what the server has said stands, however the socket ends. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            LOG.debug("socket of {} didn't close well", address);
        }
    }

    private void note(String who, Object line) {
        LOG.debug("peer={} {}: {}", address, who, line);
    }

    private void fill(Duration left) throws IOException {
        if (!left.isPositive()) {
            throw new SocketTimeoutException("no whole reply in time");
        }
        inTime(
                left,
                () -> {
                    received.clear();
                    int got = channel.read(received);
                    received.flip();
                    if (got < 0) {
                        throw new EOFException("connection closed");
                    }
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

    /** The server doesn't speak LMTP. */
    static final class BrokenReplyException extends IOException {
        BrokenReplyException(String why) {
            super(why);
        }
    }
}
