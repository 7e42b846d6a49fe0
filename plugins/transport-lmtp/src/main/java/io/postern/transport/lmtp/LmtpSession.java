// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.smtp.Command;
import io.postern.smtp.DataEncoder;
import io.postern.smtp.Extensions;
import io.postern.smtp.Reply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A session with one server: greeting, LHLO, transactions until everybody has an outcome, QUIT. At
 * the end of data comes a reply for each recipient that RCPT took, in their order (RFC 2033 section
 * 4.2). Used once, by one thread.
 */
final class LmtpSession {
    private static final int BLOCK = 32 * 1024;
    private static final int GROUP = 100;

    private final LmtpConnection connection;
    private final Server server;
    private final DeliveryTrouble trouble;
    private final Timeouts timeouts;
    private final Timeouts.Deadline deadline;
    private final Map<Recipient, DeliveryOutcome> settled = new LinkedHashMap<>();
    private List<Recipient> accepted = new ArrayList<>();
    private DeliveryTrouble.Stage stage = DeliveryTrouble.Stage.ENVELOPE;

    LmtpSession(
            LmtpConnection connection,
            Server server,
            Timeouts timeouts,
            Timeouts.Deadline deadline) {
        this.connection = connection;
        this.server = server;
        this.trouble = new DeliveryTrouble(server.name());
        this.timeouts = timeouts;
        this.deadline = deadline;
    }

    /** Whose outcome is known, whatever other servers would say. */
    Map<Recipient, DeliveryOutcome> settled() {
        return settled;
    }

    /**
     * Does it all.
     *
     * @return why the server wants nothing to do with us; empty where it settled everybody
     * @throws IOException where the connection is of no use any more; {@link #brokenOff} says what
     *     that means
     */
    Optional<DeliveryOutcome> run(DeliveryAttempt attempt, List<Recipient> recipients)
            throws IOException {
        Reply greeting = reply(timeouts.greeting());
        if (!greeting.isPositive()) {
            return Optional.of(trouble.refusedSession(greeting));
        }
        connection.put("LHLO " + attempt.egress().hostname());
        flush();
        Reply hello = reply(timeouts.greeting());
        if (!hello.isPositive()) {
            return Optional.of(trouble.refusedSession(hello));
        }
        Dispatch dispatch = new Dispatch(attempt, server, Extensions.of(hello));
        Optional<DeliveryOutcome> obstacle = dispatch.obstacle();
        if (obstacle.isPresent()) {
            recipients.forEach(recipient -> settled.put(recipient, obstacle.get()));
        } else {
            runAll(dispatch, recipients);
        }
        quit();
        return Optional.empty();
    }

    /** What a lost connection means for those who aren't settled. */
    DeliveryOutcome brokenOff(IOException lost) {
        DeliveryOutcome outcome = trouble.connection(stage, lost);
        if (stage.compareTo(DeliveryTrouble.Stage.CONTENT) >= 0) {
            accepted.forEach(recipient -> settled.putIfAbsent(recipient, outcome));
        }
        return outcome;
    }

    /** One transaction after the other while the server takes some and says that it's enough. */
    private void runAll(Dispatch dispatch, List<Recipient> recipients) throws IOException {
        List<Recipient> rest = new ArrayList<>();
        for (Recipient recipient : recipients) {
            if (dispatch.rcpt(recipient).isPresent()) {
                rest.add(recipient);
            } else {
                settled.put(recipient, dispatch.unnameable());
            }
        }
        while (!rest.isEmpty()) {
            transact(dispatch, rest);
            rest.removeAll(settled.keySet());
        }
    }

    /** Settles one of them at least. */
    private void transact(Dispatch dispatch, List<Recipient> recipients) throws IOException {
        stage = DeliveryTrouble.Stage.ENVELOPE;
        accepted = new ArrayList<>();
        Optional<Reply> refusal = envelope(dispatch, recipients);
        if (refusal.isEmpty() && !accepted.isEmpty()) {
            connection.put(new Command.Data());
            flush();
            Reply go = reply(timeouts.dataInit());
            if (go.isIntermediate()) {
                content(dispatch);
                outcomes(dispatch);
            } else {
                accepted.forEach(one -> settled.put(one, trouble.refusedMessage(go)));
                reset();
            }
        } else if (refusal.isPresent()) {
            recipients.forEach(one -> settled.put(one, trouble.refusedMessage(refusal.get())));
        }
    }

    /** MAIL and RCPT; the server's refusal of MAIL where it refused that. */
    private Optional<Reply> envelope(Dispatch dispatch, List<Recipient> recipients)
            throws IOException {
        boolean pipelining = dispatch.offered().has("PIPELINING");
        int group = pipelining ? GROUP : 1;
        connection.put(dispatch.mail());
        Optional<Reply> mail = Optional.empty();
        for (int from = 0; from < recipients.size(); from += group) {
            if (mail.isEmpty() && !pipelining) {
                flush();
                mail = Optional.of(reply(timeouts.envelope()));
                if (!mail.get().isPositive()) {
                    return mail;
                }
            }
            List<Recipient> some =
                    recipients.subList(from, Math.min(from + group, recipients.size()));
            some.forEach(one -> dispatch.rcpt(one).ifPresent(connection::put));
            flush();
            mail = Optional.of(mail.isPresent() ? mail.get() : reply(timeouts.envelope()));
            account(some, mail.get().isPositive());
            if (!mail.get().isPositive()) {
                return mail;
            }
        }
        return Optional.empty();
    }

    /** Reads the replies to RCPT; behind a refused MAIL they say nothing. */
    private void account(List<Recipient> group, boolean counts) throws IOException {
        for (Recipient recipient : group) {
            Reply reply = reply(timeouts.envelope());
            boolean later = DeliveryTrouble.isTooMany(reply) && !accepted.isEmpty();
            if (reply.isPositive()) {
                accepted.add(recipient);
            } else if (counts && !later) {
                settled.put(recipient, trouble.refusedRecipient(reply));
            }
        }
    }

    private void content(Dispatch dispatch) throws IOException {
        stage = DeliveryTrouble.Stage.CONTENT;
        byte[] block = new byte[BLOCK];
        ByteBuffer out = ByteBuffer.allocate(BLOCK + BLOCK / 8);
        DataEncoder encoder = new DataEncoder();
        try (InputStream in = open(dispatch)) {
            for (int got = read(in, block); got >= 0; got = read(in, block)) {
                ByteBuffer octets = ByteBuffer.wrap(block, 0, got);
                encoder.encode(octets, out);
                while (octets.hasRemaining()) {
                    drain(out);
                    encoder.encode(octets, out);
                }
            }
        }
        while (!encoder.finish(out)) {
            drain(out);
        }
        drain(out);
        stage = DeliveryTrouble.Stage.END;
    }

    /** Each stands as soon as it is read, whatever becomes of the others. */
    private void outcomes(Dispatch dispatch) throws IOException {
        for (Recipient recipient : accepted) {
            Reply reply = reply(timeouts.dataEnd());
            settled.put(
                    recipient,
                    reply.isPositive()
                            ? trouble.delivered(reply, dispatch.reach())
                            : trouble.refusedRecipient(reply));
        }
    }

    private void reset() throws IOException {
        connection.put(new Command.Rset());
        flush();
        reply(timeouts.envelope());
    }

    /** Doesn't wait for the answer: all outcomes are known. */
    private void quit() {
        try {
            connection.put(new Command.Quit());
            connection.flush(timeouts.dataBlock());
        } catch (IOException _) {
            // the server has left before us
        }
    }

    private void drain(ByteBuffer out) throws IOException {
        connection.send(out.flip(), deadline.cut(timeouts.dataBlock()));
        out.clear();
    }

    private void flush() throws IOException {
        connection.flush(deadline.cut(timeouts.dataBlock()));
    }

    private Reply reply(Duration limit) throws IOException {
        return connection.reply(deadline.cut(limit));
    }

    private static InputStream open(Dispatch dispatch) throws UnreadableMessageException {
        try {
            return dispatch.attempt().message().content();
        } catch (IOException trouble) {
            throw new UnreadableMessageException(trouble);
        }
    }

    private static int read(InputStream in, byte[] block) throws UnreadableMessageException {
        try {
            return in.read(block);
        } catch (IOException trouble) {
            throw new UnreadableMessageException(trouble);
        }
    }
}
