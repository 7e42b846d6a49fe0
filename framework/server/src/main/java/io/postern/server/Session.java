// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.event.MailEvent;
import io.postern.api.policy.DisconnectListener;
import io.postern.api.policy.Verdict;
import io.postern.hooks.Hook;
import io.postern.smtp.Command;
import io.postern.smtp.Reply;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.Set;

/**
 * One client's session, from the greeting to the end, on a thread of its own. Its state is a {@link
 * Phase}; it ends when the client quits or is gone, when it is thrown out, or when the server
 * stops.
 */
final class Session implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** Verbs of a browser that was talked into sending mail; nothing behind them may count. */
    private static final Set<String> HTTP =
            Set.of(
                    "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PATCH",
                    "PRI");

    private final ServerContext server;
    private final SessionClient client;
    private final Connection connection;
    private final Limits limits;
    private final Dialogue dialogue;
    private final Tally tally;
    private boolean extended;
    private boolean open = true;

    Session(ServerContext server, SessionClient client, Connection connection, Limits limits) {
        this.server = server;
        this.client = client;
        this.connection = connection;
        this.limits = limits;
        this.dialogue = new Dialogue(client.session(), connection, limits.sessions());
        this.tally = new Tally(limits.sessions());
    }

    /** Goes through the dialogue, then closes the connection and tells who wants to know. */
    @Override
    @SuppressWarnings("IllegalCatch") // A border: any other trouble here is ours, and a 421.
    public void run() {
        try {
            converse();
            dialogue.flush();
        } catch (SessionEndedException ended) {
            LOG.debug("session={} ended={}", client.session(), ended.getMessage());
            farewell(ended.farewell());
        } catch (InterruptedException _) {
            farewell(Replies.STOPPING);
        } catch (RuntimeException bug) {
            LOG.error("session={} broke", client.session(), bug);
            farewell(Replies.BROKEN);
        } finally {
            connection.close();
        }
        tellOfEnd();
    }

    /** Ends it after the command that is under way. */
    void drain() {
        connection.drain();
    }

    /** Ends it also while it waits for a message. */
    void expire() {
        connection.expire();
    }

    ServerContext server() {
        return server;
    }

    SessionClient client() {
        return client;
    }

    Limits limits() {
        return limits;
    }

    Tally tally() {
        return tally;
    }

    Dialogue dialogue() {
        return dialogue;
    }

    /** Whether it began with EHLO. */
    boolean isExtended() {
        return extended;
    }

    void extended(boolean value) {
        extended = value;
    }

    void reply(Reply reply) throws InterruptedException {
        dialogue.reply(reply);
    }

    /** Answers with a 4yz or 5yz, tells listeners, and counts what is the client's fault. */
    void refuse(String command, Reply reply) throws InterruptedException {
        server.events()
                .publish(
                        new MailEvent.Refused(
                                server.clock().instant(),
                                client.session(),
                                client,
                                command,
                                reply.toString()));
        fault(reply);
    }

    private void fault(Reply reply) throws InterruptedException {
        dialogue.reply(reply);
        if (reply.isPermanent()) {
            tally.error();
        }
    }

    private void converse() throws InterruptedException {
        Optional<Reply> refusal =
                Refusals.of(
                        server.policies()
                                .connect()
                                .first(
                                        policy -> policy.onConnect(client),
                                        Verdict.Pass.class::isInstance));
        if (refusal.isPresent()) {
            turnAway(Refusals.asGreeting(refusal.get()));
            return;
        }
        dialogue.reply(Reply.of(220, server.host().get().hostname() + " ESMTP Postern"));
        Phase phase = new AwaitHelo(this);
        while (open) {
            phase = obey(phase, dialogue.next());
        }
    }

    /** After a 554 the client is waited for until it quits (RFC 5321 section 3.1). */
    private void turnAway(Reply greeting) throws InterruptedException {
        refuse("CONNECT", greeting);
        while (greeting.isPermanent() && open) {
            switch (dialogue.next()) {
                case Command.Quit _ -> quit();
                default -> fault(Replies.NO_SERVICE);
            }
        }
    }

    private Phase obey(Phase phase, Command command) throws InterruptedException {
        return switch (command) {
            case Command.Ehlo(String name) -> {
                tally.junk();
                yield Hello.ehlo(this, name);
            }
            case Command.Helo(String name) -> {
                tally.junk();
                yield Hello.helo(this, name);
            }
            case Command.Mail mail -> phase.mail(mail);
            case Command.Rcpt rcpt -> phase.rcpt(rcpt);
            case Command.Data _ -> phase.data();
            case Command.Rset _ -> {
                junk(Replies.OK);
                yield phase.reset();
            }
            case Command.Noop _ -> junk(phase, Replies.OK);
            case Command.Help _ -> junk(phase, Replies.HELP);
            case Command.Vrfy _ -> junk(phase, Replies.VRFY);
            case Command.Expn _ -> faulty(phase, command, Replies.NOT_IMPLEMENTED);
            case Command.Quit _ -> {
                quit();
                yield phase;
            }
            case Command.Bdat _, Command.StartTls _, Command.Auth _, Command.Xclient _ ->
                    faulty(phase, command, Replies.NOT_IMPLEMENTED);
            case Command.Unknown(String verb, _) -> unknown(phase, command, verb);
            case Command.Malformed(_, Reply reply) -> faulty(phase, command, reply);
        };
    }

    private Phase unknown(Phase phase, Command command, String verb) throws InterruptedException {
        if (HTTP.contains(verb)) {
            throw SessionEndedException.because(Replies.WRONG_PROTOCOL);
        }
        return faulty(phase, command, Replies.UNKNOWN);
    }

    private Phase faulty(Phase phase, Command command, Reply reply) throws InterruptedException {
        switch (command.verb()) {
            case "MAIL", "RCPT", "DATA" -> refuse(command.verb(), reply);
            default -> fault(reply);
        }
        return phase;
    }

    private Phase junk(Phase phase, Reply reply) throws InterruptedException {
        junk(reply);
        return phase;
    }

    private void junk(Reply reply) throws InterruptedException {
        tally.junk();
        dialogue.reply(reply);
    }

    private void quit() throws InterruptedException {
        dialogue.reply(Replies.BYE);
        dialogue.flush();
        open = false;
    }

    /** Sends what is kept back, and the last reply where there is one. */
    private void farewell(@Nullable Reply reply) {
        try {
            if (reply != null) {
                dialogue.reply(reply);
            }
            dialogue.flush();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (SessionEndedException gone) {
            LOG.debug("session={} farewell={}", client.session(), gone.getMessage());
        }
    }

    private void tellOfEnd() {
        try {
            for (Hook<DisconnectListener> listener : server.policies().disconnect().hooks()) {
                listener.call(
                        hook -> {
                            hook.onDisconnect(client);
                            return Boolean.TRUE;
                        },
                        server.policies().disconnect().limit());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
