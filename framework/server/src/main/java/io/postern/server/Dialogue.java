// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Command;
import io.postern.smtp.CommandParser;
import io.postern.smtp.Extensions;
import io.postern.smtp.Reply;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Commands in, replies out (RFC 5321, RFC 2920). Replies are kept back while input is there that
 * needs no waiting for, and sent before any wait. Used by the session's thread.
 */
final class Dialogue {
    private static final Logger LOG = LoggerFactory.getLogger(Dialogue.class);

    /** Most lines fit in it, and sessions that idle are many. */
    private static final int FIRST_LINE = 128;

    /** Where we stop looking for the end of a line. */
    private static final int LINE_PATIENCE = 64 * 1024;

    private static final int OUT_LIMIT = 16 * 1024;

    private final String session;
    private final Connection connection;
    private final Limits.Sessions limits;
    private final long sessionEnd;
    private final ByteArrayOutputStream replies = new ByteArrayOutputStream(256);
    private CommandParser parser = new CommandParser(Extensions.NONE);
    private byte[] line = new byte[FIRST_LINE];

    Dialogue(String session, Connection connection, Limits.Sessions limits) {
        this.session = session;
        this.connection = connection;
        this.limits = limits;
        this.sessionEnd = System.nanoTime() + limits.session().toNanos();
    }

    /** Reads commands by this from now on. */
    void parser(CommandParser next) {
        parser = next;
    }

    /** The next command; waits for it. */
    Command next() throws InterruptedException {
        if (connection.isDraining()) {
            throw SessionEndedException.because(Replies.STOPPING);
        }
        int length = line(true);
        int known = Math.min(length, line.length);
        Command command =
                length + 2 > CommandParser.lineLimit(line, 0, known)
                        ? new Command.Malformed("", Replies.LONG_LINE)
                        : parser.parse(line, 0, length);
        forgetLine();
        if (LOG.isDebugEnabled()) {
            LOG.debug("session={} command={}", session, loggable(command));
        }
        return command;
    }

    /**
     * The line that answers a challenge of AUTH (RFC 4954 section 4); waits for it. Empty where it
     * is too long.
     */
    Optional<String> response() throws InterruptedException {
        int length = line(false);
        Optional<String> response =
                length + 2 > CommandParser.AUTH_LINE_LIMIT
                        ? Optional.empty()
                        : Optional.of(new String(line, 0, length, StandardCharsets.ISO_8859_1));
        forgetLine();
        return response;
    }

    /** Reads a line; its length without CRLF, which may be more than was kept of it. */
    private int line(boolean forCommand) throws InterruptedException {
        int length = 0;
        byte before = 0;
        while (length < LINE_PATIENCE) {
            ByteBuffer in = input(forCommand && length == 0);
            while (in.hasRemaining() && length < LINE_PATIENCE) {
                byte octet = in.get();
                if (octet == '\n') {
                    return ended(length, before);
                }
                keep(length, octet);
                length++;
                before = octet;
            }
        }
        throw SessionEndedException.because(Replies.ENDLESS_LINE);
    }

    private static int ended(int length, byte before) {
        if (before != '\r') {
            // Only CRLF ends a line; to go on after anything else invites smuggling.
            throw SessionEndedException.because(Replies.BARE_LF);
        }
        return length - 1;
    }

    private void keep(int at, byte octet) {
        if (at >= CommandParser.AUTH_LINE_LIMIT) {
            return;
        }
        if (at == line.length) {
            byte[] small = line;
            line = Arrays.copyOf(small, Math.min(2 * at, CommandParser.AUTH_LINE_LIMIT));
            Arrays.fill(small, (byte) 0);
        }
        line[at] = octet;
    }

    /** There may have been a password in it. */
    private void forgetLine() {
        Arrays.fill(line, (byte) 0);
        if (line.length > FIRST_LINE) {
            line = new byte[FIRST_LINE];
        }
    }

    /** A response to a challenge that comes too late is no verb, and no log's business. */
    private static Object loggable(Command command) {
        return switch (command) {
            case Command.Unknown _ -> "Unknown";
            default -> command;
        };
    }

    /** The octets of a message that are next, at least one; waits for them. */
    ByteBuffer text() throws InterruptedException {
        return input(false);
    }

    /** Answers; the reply goes out before the next wait at the latest. */
    void reply(Reply reply) throws InterruptedException {
        LOG.debug("session={} reply={}", session, reply);
        replies.writeBytes(reply.octets());
        if (replies.size() > OUT_LIMIT) {
            flush();
        }
    }

    /** Sends what is kept back. */
    void flush() throws InterruptedException {
        if (replies.size() > 0) {
            byte[] octets = replies.toByteArray();
            replies.reset();
            connection.write(octets, limits.command());
        }
    }

    private ByteBuffer input(boolean forCommand) throws InterruptedException {
        if (!connection.hasInput()) {
            flush();
        }
        long deadline = System.nanoTime() + limits.command().toNanos();
        return connection.input(forCommand, deadline - sessionEnd > 0 ? sessionEnd : deadline);
    }
}
