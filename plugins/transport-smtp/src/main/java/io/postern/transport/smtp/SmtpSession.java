// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.transport.DeliveryOutcome;
import io.postern.smtp.Command;
import io.postern.smtp.Extensions;
import io.postern.smtp.Reply;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A session with one host: greeted, introduced, then ready for transactions, one after the other.
 * Used by one thread.
 */
final class SmtpSession implements AutoCloseable {
    private final SmtpConnection connection;
    private final DeliveryTrouble trouble;
    private final Timeouts timeouts;
    private final Deadline deadline;
    private Extensions extensions = Extensions.NONE;
    private String peerName = "";
    private Stage stage = Stage.GREETING;

    SmtpSession(
            SmtpConnection connection,
            DeliveryTrouble trouble,
            Timeouts timeouts,
            Deadline deadline) {
        this.connection = connection;
        this.trouble = trouble;
        this.timeouts = timeouts;
        this.deadline = deadline;
    }

    /**
     * Reads the greeting and says EHLO, or HELO to who refuses that for good; empty when the host
     * is ready for us, else why it isn't.
     */
    Optional<DeliveryOutcome> introduce(String hostname) throws IOException {
        Reply greeting = reply(timeouts.greeting());
        if (!greeting.isPositive()) {
            return Optional.of(trouble.refusedSession(greeting));
        }
        stage = Stage.HELLO;
        Reply hello = command(new Command.Ehlo(hostname));
        if (hello.isPositive()) {
            extensions = Extensions.of(hello);
        } else if (hello.isPermanent()) {
            hello = command(new Command.Helo(hostname));
        }
        if (!hello.isPositive()) {
            return Optional.of(trouble.refusedSession(hello));
        }
        peerName = firstWord(hello.lines().getFirst());
        stage = Stage.ENVELOPE;
        return Optional.empty();
    }

    /** What the host calls itself in its reply to EHLO or HELO. */
    String peerName() {
        return peerName;
    }

    /** What it offers. */
    Extensions extensions() {
        return extensions;
    }

    /** How far we have come. */
    Stage stage() {
        return stage;
    }

    void stage(Stage next) {
        stage = next;
    }

    /** Puts a command into the buffer. */
    void put(Command command) {
        connection.put(command.line());
    }

    /** Sends the buffer. */
    void flush() throws IOException {
        connection.flush();
    }

    /** Reads the next reply, within that time and the attempt's. */
    Reply reply(Duration limit) throws IOException {
        return connection.reply(deadline.cut(limit));
    }

    SmtpConnection connection() {
        return connection;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    DeliveryTrouble trouble() {
        return trouble;
    }

    /**
     * Says QUIT and doesn't wait for the answer: the outcome is known, and each moment until it is
     * written down is one in which a crash would repeat the delivery.
     */
    void quit() {
        try {
            put(new Command.Quit());
            flush();
        } catch (IOException _) {
            // the host has left before us
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    private Reply command(Command command) throws IOException {
        put(command);
        flush();
        return reply(timeouts.greeting());
    }

    private static String firstWord(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }
}
