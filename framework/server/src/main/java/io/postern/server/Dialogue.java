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
import java.util.List;

/**
 * Commands in, replies out (RFC 5321, RFC 2920). Replies are kept back while input is there that
 * needs no waiting for, and sent before any wait. Used by the session's thread.
 */
final class Dialogue {
    private static final Logger LOG = LoggerFactory.getLogger(Dialogue.class);

    /** Octets of a command line with CRLF; RFC 5321 section 4.5.3.1.4 asks for 512 at least. */
    private static final int LINE_LIMIT = 2048;

    /** Where we stop looking for the end of a line. */
    private static final int LINE_PATIENCE = 64 * 1024;

    private static final int OUT_LIMIT = 16 * 1024;

    private static final CommandParser PARSER =
            new CommandParser(Extensions.of(List.of("SIZE", "8BITMIME")));

    private final String session;
    private final Connection connection;
    private final Limits.Sessions limits;
    private final long sessionEnd;
    private final byte[] line = new byte[LINE_LIMIT];
    private final ByteArrayOutputStream replies = new ByteArrayOutputStream(256);

    Dialogue(String session, Connection connection, Limits.Sessions limits) {
        this.session = session;
        this.connection = connection;
        this.limits = limits;
        this.sessionEnd = System.nanoTime() + limits.session().toNanos();
    }

    /** The next command; waits for it. */
    Command next() throws InterruptedException {
        if (connection.isDraining()) {
            throw SessionEndedException.because(Replies.STOPPING);
        }
        int length = 0;
        byte before = 0;
        while (length < LINE_PATIENCE) {
            ByteBuffer in = input(length == 0);
            while (in.hasRemaining() && length < LINE_PATIENCE) {
                byte octet = in.get();
                if (octet == '\n') {
                    return command(length, before);
                }
                if (length < LINE_LIMIT) {
                    line[length] = octet;
                }
                length++;
                before = octet;
            }
        }
        throw SessionEndedException.because(Replies.ENDLESS_LINE);
    }

    private Command command(int length, byte before) {
        if (before != '\r') {
            // Only CRLF ends a line; to go on after anything else invites smuggling.
            throw SessionEndedException.because(Replies.BARE_LF);
        }
        Command command =
                length + 1 > LINE_LIMIT
                        ? new Command.Malformed("", Replies.LONG_LINE)
                        : PARSER.parse(line, 0, length - 1);
        LOG.debug("session={} command={}", session, command);
        return command;
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
