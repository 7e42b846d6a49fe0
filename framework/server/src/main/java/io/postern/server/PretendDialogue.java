// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authentication.Identity;
import io.postern.api.auth.Authenticator;
import io.postern.api.auth.Credentials;
import io.postern.api.policy.Verdict;
import io.postern.hooks.Answer;
import io.postern.hooks.Hook;
import io.postern.hooks.HookChain;
import io.postern.server.ListenerSettings.Tls;
import io.postern.server.PretendSession.Exchange;
import io.postern.server.PretendSession.Letter;
import io.postern.server.PretendSession.Visitor;
import io.postern.smtp.Reply;
import io.postern.smtp.Utf8;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The client's side of one pretended session: says a line, waits for the reply, writes both down.
 * Used by one thread; the session has another.
 */
final class PretendDialogue {
    /** Longer than all hooks of one step together may take. */
    private static final long PATIENCE_SECONDS = 300;

    private final ServerContext server;
    private final Visitor visitor;
    private final SessionClient client;
    private final MemoryConnection connection;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final List<Exchange> exchanges = new ArrayList<>();

    /** A reply, or that there will be no more. */
    private sealed interface Heard {
        record Said(Reply reply, String by) implements Heard {}

        record End() implements Heard {}
    }

    PretendDialogue(ServerContext real, Visitor visitor) {
        this.server =
                new ServerContext(
                        real.settings(),
                        real.host(),
                        () -> new PretendSpool(real.spool().get()),
                        real.policies(),
                        real.limits(),
                        real.logins(),
                        _ -> {},
                        real.clock());
        this.visitor = visitor;
        this.client = new SessionClient(visitor.address(), 0, real.settings().name(), "pretended");
        this.connection =
                new MemoryConnection(
                        new TlsState(
                                ProofClient.TLS, visitor.certificate(), new byte[0], new byte[0]));
    }

    List<Exchange> run(Letter letter) throws InterruptedException {
        Session session =
                new Session(
                        server,
                        client,
                        connection,
                        server.limits().get(),
                        (reply, by) -> heard.add(new Heard.Said(reply, by)));
        Thread thread = Thread.ofVirtual().name("smtp/pretended").unstarted(() -> run(session));
        thread.start();
        try {
            if (hears("") && begin(session)) {
                transaction(letter);
            }
            if (!connection.isClosed()) {
                say("QUIT");
            }
            return List.copyOf(exchanges);
        } finally {
            connection.abort();
            thread.interrupt();
        }
    }

    private void run(Session session) {
        try {
            session.run();
        } finally {
            heard.add(new Heard.End());
        }
    }

    private boolean begin(Session session) throws InterruptedException {
        String hello = "EHLO " + visitor.helo();
        boolean going = say(hello);
        boolean clear = going && visitor.tls() && server.settings().tls() != Tls.IMPLICIT;
        if (clear && say("STARTTLS")) {
            going = say(hello);
        }
        if (going && !visitor.login().isEmpty()) {
            login(session);
        }
        return going;
    }

    /** A password would be asked for in earnest; here the account is believed. */
    private void login(Session session) throws InterruptedException {
        String command = "AUTH (as " + oneLine(visitor.login()) + ")";
        if (Login.mechanisms(session).isEmpty() || !Offer.hasAuth(session)) {
            exchanges.add(new Exchange(command, wire(Replies.NOT_IMPLEMENTED), "core"));
            return;
        }
        Answer<Authentication> answer = keys(session);
        String by = answer instanceof Answer.Given<Authentication>(_, var hook) ? hook : "core";
        Identity identity =
                answer instanceof Answer.Given<Authentication>(Authentication.Scram scram, _)
                        ? scram.identity()
                        : new Identity(visitor.login(), List.of("*"));
        Answer<Verdict> judged =
                server.policies()
                        .login()
                        .first(
                                session.subject(),
                                _ -> true,
                                policy -> policy.onLogin(client, identity.account()),
                                Verdict.Pass.class::isInstance);
        Optional<Reply> refusal = Refusals.ofLogin(judged);
        if (refusal.isEmpty()) {
            client.loggedIn(identity);
        }
        exchanges.add(
                new Exchange(
                        command,
                        wire(refusal.orElse(Replies.AUTH_OK)),
                        refusal.isPresent() ? judge(judged) : by));
    }

    private static String judge(Answer<Verdict> judged) {
        return switch (judged) {
            case Answer.Given<Verdict>(_, var hook) -> hook;
            case Answer.Trouble<Verdict>(_, var hook) -> hook;
            case Answer.None<Verdict> _ -> "core";
        };
    }

    /** Who keeps keys of an account says what it may do without a password. */
    private Answer<Authentication> keys(Session session) throws InterruptedException {
        HookChain<Authenticator> chain = server.policies().authenticator();
        Credentials wanted = new Credentials.Scram(visitor.login());
        for (Hook<Authenticator> hook : chain.hooks(session.subject())) {
            if (Verbs.strings(hook, Authenticator.CREDENTIALS).contains("scram")) {
                Answer<Authentication> answer =
                        hook.call(one -> one.authenticate(wanted, client), chain.limit());
                if (answer instanceof Answer.Given<Authentication>(Authentication.Scram _, _)) {
                    return answer;
                }
            }
        }
        return new Answer.None<>();
    }

    private void transaction(Letter letter) throws InterruptedException {
        String utf8 = Utf8.isAscii(letter.sender() + letter.recipients()) ? "" : " SMTPUTF8";
        boolean going = say("MAIL FROM:<" + letter.sender() + ">" + utf8);
        boolean taken = false;
        for (String recipient : letter.recipients()) {
            taken |= going && say("RCPT TO:<" + recipient + ">");
        }
        Optional<String> message = letter.message();
        if (taken && message.isPresent() && say("DATA")) {
            send(message.get());
            hears("(message)");
        }
    }

    /** Says a line; whether that was answered well. */
    private boolean say(String line) throws InterruptedException {
        if (!line.equals(oneLine(line))) {
            throw new IllegalArgumentException("control character in: " + oneLine(line));
        }
        if (connection.isClosed()) {
            return false;
        }
        connection.receive((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return hears(line);
    }

    private void send(String message) {
        StringBuilder text = new StringBuilder(message.length() + 16);
        message.lines()
                .forEach(
                        line -> text.append(line.startsWith(".") ? "." : "").append(line + "\r\n"));
        connection.receive(text.append(".\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    private boolean hears(String command) throws InterruptedException {
        Heard next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next instanceof Heard.Said(Reply reply, String by)) {
            exchanges.add(new Exchange(command, wire(reply), by.isEmpty() ? "core" : by));
            return reply.isPositive() || reply.isIntermediate();
        }
        connection.abort();
        exchanges.add(new Exchange(command, "", "core"));
        return false;
    }

    private static String wire(Reply reply) {
        return new String(reply.octets(), StandardCharsets.US_ASCII)
                .stripTrailing()
                .replace("\r\n", "\n");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
