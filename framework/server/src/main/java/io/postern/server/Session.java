// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.auth.Authentication.Identity;
import io.postern.api.event.MailEvent;
import io.postern.api.policy.DisconnectListener;
import io.postern.api.policy.Verdict;
import io.postern.hooks.Answer;
import io.postern.hooks.Hook;
import io.postern.hooks.HookCall;
import io.postern.hooks.HookChain;
import io.postern.hooks.Subject;
import io.postern.server.ListenerSettings.Role;
import io.postern.server.ListenerSettings.Tls;
import io.postern.smtp.Command;
import io.postern.smtp.CommandParser;
import io.postern.smtp.Extensions;
import io.postern.smtp.Reply;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * One client's session, from the greeting to the end, on a thread of its own. Its state is a {@link
 * Phase}, moved by {@link Commands}; it ends when the client quits or is gone, when it is thrown
 * out, or when the server stops.
 */
final class Session implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final ServerContext server;
    private final SessionClient client;
    private final Connection connection;
    private final Subject subject;
    private final Limits limits;
    private final SessionObserver observer;
    private final Dialogue dialogue;
    private final Tally tally;
    private Phase phase = new AwaitHelo(this);
    private String decidedBy = "";
    private Extensions offer = Extensions.NONE;
    private boolean extended;
    private boolean open = true;

    Session(ServerContext server, SessionClient client, Connection connection, Limits limits) {
        this(server, client, connection, limits, SessionObserver.NONE);
    }

    /** One that somebody watches. */
    Session(
            ServerContext server,
            SessionClient client,
            Connection connection,
            Limits limits,
            SessionObserver observer) {
        this.server = server;
        this.client = client;
        this.connection = connection;
        this.subject = new Subject(client.session(), server.clock().instant());
        this.limits = limits;
        this.observer = observer;
        this.dialogue = new Dialogue(client.session(), connection, limits.sessions());
        this.tally = new Tally(limits);
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
            phase.close();
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

    ListenerSettings settings() {
        return server.settings();
    }

    SessionClient client() {
        return client;
    }

    Limits limits() {
        return limits;
    }

    /** What hooks are asked about: all that is said in it is for one version of a plugin. */
    Subject subject() {
        return subject;
    }

    Tally tally() {
        return tally;
    }

    Dialogue dialogue() {
        return dialogue;
    }

    /** The TLS it is in, empty in clear. */
    Optional<TlsState> tls() {
        return connection.tls();
    }

    /** Whether it began with EHLO. */
    boolean isExtended() {
        return extended;
    }

    /** Whether its peer is a proxy that may speak for others. */
    boolean mayImpersonate() {
        return settings().xclients().test(client.peer());
    }

    /** EHLO or HELO came: from now on these extensions hold. */
    void offer(Extensions extensions, boolean ehlo) {
        extended = ehlo;
        offer = extensions;
        CommandParser parser = new CommandParser(offer);
        dialogue.parser(
                settings().role() == Role.SUBMISSION
                        ? parser.completing(Submission.domain(this))
                        : parser);
    }

    /** The client has proved who it is. */
    void loggedIn(Identity identity) {
        client.loggedIn(identity);
        offer(offer, extended);
    }

    /** The client's EHLO doesn't count any more. */
    void forgetHello() {
        client.saidHello("");
        offer(Extensions.NONE, false);
    }

    /** Goes over to TLS, and blocks until that is done; what was said before doesn't count. */
    void startTls(Reply goAhead) throws InterruptedException, TlsUnavailableException {
        dialogue.flush();
        TlsState state = connection.startTls(goAhead.octets(), limits.sessions().command());
        observer.replied(goAhead, "");
        client.secured(state);
    }

    /** Asks hooks, and remembers who had the last word. */
    <H, A> Answer<A> ask(HookChain<H> chain, HookCall<H, A> call, Predicate<A> isPass)
            throws InterruptedException {
        return ask(chain, _ -> true, call, isPass);
    }

    /** The same, of some of them. */
    <H, A> Answer<A> ask(
            HookChain<H> chain, Predicate<Hook<H>> asked, HookCall<H, A> call, Predicate<A> isPass)
            throws InterruptedException {
        Answer<A> answer = chain.first(subject, asked, call, isPass);
        switch (answer) {
            case Answer.None<A> _ -> {}
            case Answer.Given<A>(_, var by) -> decidedBy(by);
            case Answer.Trouble<A>(_, var by) -> decidedBy(by);
        }
        return answer;
    }

    /** The next reply is this hook's doing. */
    void decidedBy(String hook) {
        decidedBy = hook;
    }

    void reply(Reply reply) throws InterruptedException {
        dialogue.reply(reply);
        observer.replied(reply, decidedBy);
        decidedBy = "";
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

    /** Answers with a 4yz or 5yz that tells nobody anything, and counts it. */
    void fault(Reply reply) throws InterruptedException {
        reply(reply);
        if (reply.isPermanent()) {
            tally.error();
        }
    }

    /** Says 221. */
    void quit() throws InterruptedException {
        reply(Replies.BYE);
        open = false;
    }

    private void converse() throws InterruptedException {
        if (settings().tls() == Tls.IMPLICIT) {
            beginInTls();
        }
        forgetHello();
        if (connection.hasInputWithin(settings().greetingDelay())) {
            // Zombies talk at once; what waits for a greeting is a mail server.
            refuse("CONNECT", Replies.EARLY_TALKER);
            return;
        }
        phase = greet();
        Commands commands = new Commands(this);
        while (open) {
            Phase next = commands.obey(phase, dialogue.next());
            if (!next.equals(phase)) {
                phase.close();
                phase = next;
            }
        }
    }

    private void beginInTls() throws InterruptedException {
        try {
            client.secured(connection.startTls(new byte[0], limits.sessions().command()));
        } catch (TlsUnavailableException unavailable) {
            LOG.error("listener={} has no TLS", settings().name(), unavailable);
            // In clear nobody would understand a reply.
            throw SessionEndedException.clientGone();
        }
    }

    /** Greets the client there is now, or turns it away, which ends the session. */
    Phase greet() throws InterruptedException {
        Optional<Reply> refusal =
                Refusals.of(
                        ask(
                                server.policies().connect(),
                                policy -> policy.onConnect(client),
                                Verdict.Pass.class::isInstance));
        if (refusal.isPresent()) {
            turnAway(Refusals.asGreeting(refusal.get()));
        } else {
            reply(Reply.of(220, server.host().get().hostname() + " ESMTP Postern"));
        }
        return new AwaitHelo(this);
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
        open = false;
    }

    /** Sends what is kept back, and the last reply where there is one. */
    private void farewell(@Nullable Reply reply) {
        try {
            if (reply != null) {
                reply(reply);
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
            for (Hook<DisconnectListener> listener :
                    server.policies().disconnect().hooks(subject)) {
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
