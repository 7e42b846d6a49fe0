// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.transport.DeliveryOutcome;
import io.postern.sasl.ClientExchange;
import io.postern.sasl.ClientExchange.Answer;
import io.postern.sasl.ClientLogin;
import io.postern.sasl.ClientMechanism;
import io.postern.smtp.Command;
import io.postern.smtp.Reply;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * AUTH (RFC 4954) by the strongest mechanism that both sides know. Whatever goes wrong is our own
 * trouble, or the host's, and never the message's. Used once, by one thread.
 */
final class AuthDialogue {
    private static final Logger LOG = LoggerFactory.getLogger(AuthDialogue.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_LENGTH = 24;
    private static final int CHALLENGE = 334;

    /** More than any mechanism has. */
    private static final int MOST_CHALLENGES = 8;

    /** Octets of a command line without CRLF; what is longer waits for the first challenge. */
    private static final int LINE_LIMIT = 510;

    private final SmtpSession session;
    private final Auth auth;
    private final ClientLogin login;

    AuthDialogue(SmtpSession session, Auth auth, ClientLogin login) {
        this.session = session;
        this.auth = auth;
        this.login = login;
    }

    /** Does it; empty when the host knows us, else why it doesn't. */
    Optional<DeliveryOutcome> run() throws IOException {
        List<String> offered = session.extensions().auth();
        Optional<ClientMechanism> mechanism =
                ClientMechanism.strongest(
                        offered, auth.mechanisms(), login, auth.mayShow(login, session.isSecure()));
        return mechanism.isPresent()
                ? run(mechanism.get())
                : Optional.of(session.trouble().noLogin(why(offered)));
    }

    private String why(List<String> offered) {
        if (offered.isEmpty()) {
            return "offers no AUTH";
        }
        String where = session.isSecure() ? "" : " without TLS";
        return "offers no mechanism that we may use" + where + ": " + String.join(" ", offered);
    }

    private Optional<DeliveryOutcome> run(ClientMechanism mechanism) throws IOException {
        ClientExchange exchange = mechanism.start(login, nonce());
        Optional<byte[]> late = begin(mechanism, exchange.initial());
        Reply reply = session.reply(session.timeouts().greeting());
        for (int turn = 0; reply.code() == CHALLENGE && turn < MOST_CHALLENGES; turn++) {
            Answer answer =
                    late.isPresent() ? new Answer.Response(late.get()) : answer(exchange, reply);
            late = Optional.empty();
            switch (answer) {
                case Answer.Response(byte[] octets) -> send(base64(octets));
                case Answer.Cancel(String why) -> {
                    return Optional.of(cancelled(why));
                }
            }
            reply = session.reply(session.timeouts().greeting());
        }
        return outcome(mechanism, exchange, reply);
    }

    /** Says AUTH; what didn't go with it is returned. */
    private Optional<byte[]> begin(ClientMechanism mechanism, Optional<byte[]> initial)
            throws IOException {
        String first = initial.map(AuthDialogue::base64).orElse("");
        Command whole = new Command.Auth(mechanism.label(), first);
        boolean fits = whole.line().length() <= LINE_LIMIT;
        Command command = fits ? whole : new Command.Auth(mechanism.label(), "");
        session.connection().putSecret(command.line(), "AUTH " + mechanism.label());
        session.flush();
        return fits ? Optional.empty() : initial;
    }

    private static Answer answer(ClientExchange exchange, Reply reply) {
        try {
            return exchange.respond(Base64.getDecoder().decode(reply.lines().getFirst().strip()));
        } catch (IllegalArgumentException malformed) {
            return new Answer.Cancel("its challenge isn't base64");
        }
    }

    private void send(String response) throws IOException {
        session.connection().putSecret(response, "(response)");
        session.flush();
    }

    private DeliveryOutcome cancelled(String why) throws IOException {
        session.connection().put("*");
        session.flush();
        session.reply(session.timeouts().greeting());
        return distrusted(why);
    }

    private Optional<DeliveryOutcome> outcome(
            ClientMechanism mechanism, ClientExchange exchange, Reply reply) {
        if (reply.isPositive()) {
            return exchange.doubt().map(this::distrusted);
        }
        LOG.warn(
                "login host={} user={} mechanism={} refused: {}",
                session.trouble().host(),
                login.user(),
                mechanism.label(),
                DeliveryTrouble.cut(reply.toString()));
        return Optional.of(session.trouble().refusedLogin(login.user(), reply));
    }

    private DeliveryOutcome distrusted(String why) {
        LOG.warn(
                "login host={} user={} broken off: {}",
                session.trouble().host(),
                login.user(),
                why);
        return session.trouble().noLogin("can't be believed at the login: " + why);
    }

    private static String nonce() {
        byte[] nonce = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        return base64(nonce);
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
