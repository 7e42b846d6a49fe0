// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authentication.Identity;
import io.postern.api.auth.Authenticator;
import io.postern.api.auth.Credentials;
import io.postern.api.event.MailEvent;
import io.postern.api.mail.Status;
import io.postern.api.policy.Verdict;
import io.postern.hooks.Answer;
import io.postern.hooks.Hook;
import io.postern.sasl.Mechanisms;
import io.postern.sasl.SaslExchange;
import io.postern.sasl.SaslExchange.Step;
import io.postern.server.ListenerSettings.Role;
import io.postern.smtp.Command;
import io.postern.smtp.Reply;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * AUTH (RFC 4954): carries the octets of one exchange, asks the authenticators, and makes failing
 * slow and rare. Each run has an exchange of its own; none of its secrets outlives it.
 */
final class Login {
    private static final Mechanisms MECHANISMS = new Mechanisms(new SecureRandom());

    private final Session session;
    private final String mechanism;

    private String account = "";

    /** What a response is answered by that isn't to the syntax. */
    private Reply malformed = Replies.AUTH_SYNTAX;

    /** What is answered where nobody can tell now. */
    private Reply deferred = Replies.AUTH_TROUBLE;

    private Login(Session session, String mechanism) {
        this.session = session;
        this.mechanism = mechanism;
    }

    /** The mechanisms that somebody can judge, strongest first. */
    static List<String> mechanisms(Session session) {
        return MECHANISMS.offered(kinds(session), new SessionChannel(session));
    }

    /** Goes through one exchange, or refuses to. */
    static void run(Session session, Command.Auth auth) throws InterruptedException {
        Optional<Reply> refusal = refusal(session);
        if (refusal.isPresent()) {
            session.refuse("AUTH", refusal.get());
            return;
        }
        Optional<SaslExchange> exchange =
                MECHANISMS.start(auth.mechanism(), kinds(session), new SessionChannel(session));
        if (exchange.isEmpty()) {
            session.refuse("AUTH", Replies.AUTH_MECHANISM);
            return;
        }
        Login login = new Login(session, auth.mechanism());
        login.conclude(login.converse(exchange.get(), auth.initial()));
    }

    private static Optional<Reply> refusal(Session session) {
        if (session.client().identity().isPresent()) {
            return Optional.of(Replies.AUTH_ALREADY);
        }
        if (session.settings().role() != Role.SUBMISSION) {
            return Optional.of(Replies.AUTH_NOT_HERE);
        }
        if (!session.isExtended()) {
            return Optional.of(Replies.EHLO_FIRST);
        }
        if (!Offer.hasAuth(session)) {
            return Optional.of(Replies.AUTH_IN_CLEAR);
        }
        if (kinds(session).isEmpty()) {
            return Optional.of(Replies.AUTH_TROUBLE);
        }
        boolean limited =
                session.server()
                        .logins()
                        .isLimited(session.client().address(), session.limits().logins());
        return limited ? Optional.of(Replies.AUTH_LIMITED) : Optional.empty();
    }

    /** The kinds of credentials that somebody can judge now. */
    private static Set<String> kinds(Session session) {
        Set<String> kinds = new HashSet<>();
        for (Hook<Authenticator> hook :
                session.server().policies().authenticator().hooks(session.subject())) {
            kinds.addAll(Verbs.strings(hook, Authenticator.CREDENTIALS));
        }
        return kinds;
    }

    /** The last step, which is neither a challenge nor a question. */
    private Step converse(SaslExchange exchange, String initial) throws InterruptedException {
        Step step =
                switch (initial) {
                    case "" -> exchange.begin();
                    case "=" -> exchange.respond(new byte[0]);
                    default -> respond(exchange, initial);
                };
        while (true) {
            switch (step) {
                case Step.Challenge(byte[] data) -> step = challenge(exchange, data);
                case Step.Ask(Credentials credentials, var then) ->
                        step = then.on(ask(credentials));
                default -> {
                    return step;
                }
            }
        }
    }

    private Step challenge(SaslExchange exchange, byte[] data) throws InterruptedException {
        session.reply(Reply.of(334, Base64.getEncoder().encodeToString(data)));
        Optional<String> response = session.dialogue().response();
        if (response.isEmpty()) {
            malformed = Replies.AUTH_LONG_LINE;
            return new Step.Malformed("line too long");
        }
        if (response.get().equals("*")) {
            malformed = Replies.AUTH_CANCELLED;
            return new Step.Malformed("cancelled");
        }
        return respond(exchange, response.get());
    }

    private static Step respond(SaslExchange exchange, String base64) {
        byte[] response;
        try {
            response = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            return new Step.Malformed("not base64");
        }
        // The decoder takes text without its padding, which RFC 4648 section 4 doesn't.
        return base64.length() % 4 == 0
                ? exchange.respond(response)
                : new Step.Malformed("not base64");
    }

    /**
     * The first that doesn't pass is believed; the account of whom too many pretend to be waits.
     */
    private Authentication ask(Credentials credentials) throws InterruptedException {
        account = credentials.account();
        if (session.server().logins().isLimited(account, session.limits().logins())) {
            deferred = Replies.AUTH_LIMITED;
            return new Authentication.Defer(new Status.Transient(7, 0, "limited"));
        }
        String kind = kind(credentials);
        return said(
                session.ask(
                        session.server().policies().authenticator(),
                        one -> Verbs.strings(one, Authenticator.CREDENTIALS).contains(kind),
                        one -> one.authenticate(credentials, session.client()),
                        Authentication.Pass.class::isInstance));
    }

    private static Authentication said(Answer<Authentication> answer) {
        return switch (answer) {
            case Answer.None<Authentication> _ -> new Authentication.Pass();
            case Answer.Given<Authentication>(Authentication opinion, _) -> opinion;
            case Answer.Trouble<Authentication>(var status, _) -> new Authentication.Defer(status);
        };
    }

    private static String kind(Credentials credentials) {
        return switch (credentials) {
            case Credentials.Password _ -> "password";
            case Credentials.Scram _ -> "scram";
            case Credentials.Certificate _ -> "certificate";
            case Credentials.Token _ -> "token";
        };
    }

    private void conclude(Step last) throws InterruptedException {
        switch (last) {
            case Step.Success(Identity identity) -> succeed(identity);
            case Step.Refused _ -> fail();
            case Step.Malformed _ -> {
                tell(malformed);
                session.fault(malformed);
            }
            case Step.Deferred _, Step.Challenge _, Step.Ask _ -> {
                tell(deferred);
                session.fault(deferred);
            }
        }
    }

    /** Who it is is known; whether it may is for the policies. */
    private void succeed(Identity identity) throws InterruptedException {
        account = identity.account();
        Optional<Reply> refusal =
                Refusals.ofLogin(
                        session.ask(
                                session.server().policies().login(),
                                policy -> policy.onLogin(session.client(), account),
                                Verdict.Pass.class::isInstance));
        if (refusal.isPresent()) {
            tell(refusal.get());
            session.fault(refusal.get());
            return;
        }
        session.loggedIn(identity);
        tell(Replies.AUTH_OK);
        session.reply(Replies.AUTH_OK);
    }

    /** Each failure in a session takes longer than the one before; only this session waits. */
    private void fail() throws InterruptedException {
        LoginThrottle throttle = session.server().logins();
        throttle.failed(session.client().address(), account, session.limits().logins());
        tell(Replies.AUTH_FAILED);
        session.dialogue().flush();
        Thread.sleep(throttle.delay(session.tally().failedLogin()));
        session.fault(Replies.AUTH_FAILED);
        session.tally().requireRoomForLogin();
    }

    private void tell(Reply reply) {
        session.server()
                .events()
                .publish(
                        new MailEvent.LoggedIn(
                                session.server().clock().instant(),
                                session.client().session(),
                                session.client(),
                                mechanism,
                                account,
                                reply.toString()));
    }
}
