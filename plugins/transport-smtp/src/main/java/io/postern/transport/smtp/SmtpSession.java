// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.transport.DeliveryOutcome;
import io.postern.sasl.ClientLogin;
import io.postern.smtp.Command;
import io.postern.smtp.Extensions;
import io.postern.smtp.Reply;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLException;

/**
 * A session with one host: greeted, introduced, then ready for transactions, one after the other.
 * Used by one thread.
 */
final class SmtpSession implements AutoCloseable {
    private final SmtpConnection connection;
    private final DeliveryTrouble trouble;
    private final Settings settings;
    private final TlsDemand demand;
    private final long opened = System.nanoTime();
    private Deadline deadline;
    private Extensions extensions = Extensions.NONE;
    private String peerName = "";
    private String submitter = "";
    private Stage stage = Stage.GREETING;
    private boolean reused;
    private int transactions;

    /** Whether a transaction may be open at the host. */
    private boolean open;

    /** Whether replies may be owed to us. */
    private boolean unclear;

    private boolean lost;

    SmtpSession(
            SmtpConnection connection,
            DeliveryTrouble trouble,
            Settings settings,
            TlsDemand demand,
            Deadline deadline) {
        this.connection = connection;
        this.trouble = trouble;
        this.settings = settings;
        this.demand = demand;
        this.deadline = deadline;
    }

    /**
     * Reads the greeting, says EHLO, or HELO to who refuses that for good, and goes into TLS where
     * that is wanted; empty when the host is ready for us, else why it isn't.
     *
     * @throws HandshakeException where the host agreed to TLS and then it failed
     */
    Optional<DeliveryOutcome> introduce(String hostname) throws IOException {
        Reply greeting = reply(timeouts().greeting());
        if (!greeting.isPositive()) {
            return Optional.of(trouble.refusedSession(greeting));
        }
        stage = Stage.HELLO;
        Optional<DeliveryOutcome> refusal = hello(hostname);
        refusal = refusal.isPresent() ? refusal : secure(hostname);
        stage = Stage.ENVELOPE;
        return refusal;
    }

    /** Tells the host who we are; empty when it knows us, else why it doesn't. */
    Optional<DeliveryOutcome> logIn(ClientLogin login) throws IOException {
        stage = Stage.AUTH;
        Optional<DeliveryOutcome> refusal = new AuthDialogue(this, settings.auth(), login).run();
        submitter = settings.auth().submitter();
        stage = Stage.ENVELOPE;
        return refusal;
    }

    private Optional<DeliveryOutcome> hello(String hostname) throws IOException {
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
        return Optional.empty();
    }

    /** STARTTLS (RFC 3207); what the host said before it counts no more. */
    private Optional<DeliveryOutcome> secure(String hostname) throws IOException {
        if (!demand.isWanted()) {
            return Optional.empty();
        }
        if (!extensions.has("STARTTLS")) {
            return demand.isNeeded() ? Optional.of(trouble.noTls(demand)) : Optional.empty();
        }
        stage = Stage.TLS;
        Reply go = command(new Command.StartTls());
        if (!go.isPositive()) {
            return demand.isNeeded()
                    ? Optional.of(trouble.refusedTls(demand, go))
                    : Optional.empty();
        }
        extensions = Extensions.NONE;
        Duration limit = deadline.cut(timeouts().greeting());
        connection.startTls(settings.tls(), trouble.host(), demand, limit);
        Optional<DeliveryOutcome> refusal = helloInTls(hostname);
        return refusal.isEmpty() && demand.bySender() && !extensions.has("REQUIRETLS")
                ? Optional.of(trouble.noRequireTls())
                : refusal;
    }

    /** A host may say only now that it didn't like the handshake. */
    private Optional<DeliveryOutcome> helloInTls(String hostname) throws IOException {
        try {
            return hello(hostname);
        } catch (SSLException refused) {
            throw new HandshakeException(refused);
        }
    }

    /**
     * A transaction begins. Where the one before wasn't ended by its message, RSET ends it.
     *
     * @throws IOException where the connection is of no use any more
     */
    void beginTransaction() throws IOException {
        unclear = true;
        stage = Stage.ENVELOPE;
        if (open) {
            command(new Command.Rset());
        }
        open = true;
        transactions++;
    }

    /** The host has answered for a message, or against it: that ends the transaction. */
    void messageAnswered() {
        open = false;
    }

    /** The connection is of no use after this message. */
    void lost() {
        lost = true;
    }

    /** Nothing that we sent is unanswered. */
    void endTransaction() {
        unclear = false;
    }

    /** Those begun here so far, with those of messages before this one. */
    int transactions() {
        return transactions;
    }

    /** Whether it may be used for another message. */
    boolean mayGoOn(Reuse reuse, int messages) {
        return !unclear
                && !lost
                && transactions < Math.min(reuse.messages(), messages)
                && transactions < HostLimits.of(extensions).mails()
                && System.nanoTime() - opened < reuse.age().toNanos();
    }

    /** Is used for another message. */
    void goOn(Deadline next) {
        deadline = next;
        reused = true;
        stage = Stage.ENVELOPE;
    }

    /** Whether it was used for another message before. */
    boolean isReused() {
        return reused;
    }

    /** What the host calls itself in its reply to EHLO or HELO. */
    String peerName() {
        return peerName;
    }

    /** What AUTH= of MAIL says; empty where nothing. */
    String submitter() {
        return submitter;
    }

    /** Whether it is in TLS. */
    boolean isSecure() {
        return connection.isSecure();
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

    /** Sends the buffer, within the time of a block and the attempt's. */
    void flush() throws IOException {
        connection.flush(deadline.cut(timeouts().dataBlock()));
    }

    /** Sends a block of the message, within its time and the attempt's. */
    void send(ByteBuffer octets) throws IOException {
        connection.send(octets, deadline.cut(timeouts().dataBlock()));
    }

    /** Reads the next reply, within that time and the attempt's. */
    Reply reply(Duration limit) throws IOException {
        return connection.reply(deadline.cut(limit));
    }

    SmtpConnection connection() {
        return connection;
    }

    Timeouts timeouts() {
        return settings.timeouts();
    }

    /** What the session had to have of TLS. */
    TlsDemand demand() {
        return demand;
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
            connection.flush(timeouts().dataBlock());
            connection.finish();
        } catch (IOException _) {
            // the host has left before us
        }
    }

    /** Says QUIT and closes. */
    void leave() {
        quit();
        close();
    }

    @Override
    public void close() {
        connection.close();
    }

    private Reply command(Command command) throws IOException {
        put(command);
        flush();
        return reply(timeouts().greeting());
    }

    private static String firstWord(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }
}
