// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authentication.Identity;
import io.postern.api.auth.Credentials;
import io.postern.api.mail.ClientCertificate;
import io.postern.sasl.Channel;
import io.postern.sasl.Mechanisms;
import io.postern.sasl.SaslExchange;
import io.postern.sasl.SaslExchange.Step;
import io.postern.sasl.ScramKeys;
import io.postern.testkit.SinkAction;
import io.postern.testkit.SinkSession;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a sink does at AUTH: lets one account in, by the mechanisms that Postern's own server has,
 * in clear too.
 */
final class SinkAuth implements SinkAction {
    private static final Set<String> KINDS = Set.of("password", "scram", "token");
    private static final Mechanisms MECHANISMS = new Mechanisms(new SecureRandom());
    private static final int WORDS = 3;

    /** The client is told nothing of a certificate or a binding. */
    private static final Channel TLS =
            new Channel() {
                @Override
                public boolean isEncrypted() {
                    return true;
                }

                @Override
                public Optional<ClientCertificate> certificate() {
                    return Optional.empty();
                }

                @Override
                public Optional<byte[]> binding(Binding type) {
                    return Optional.empty();
                }
            };

    private final String user;
    private volatile String secret;
    private final List<String> used = new CopyOnWriteArrayList<>();

    SinkAuth(String user, String secret) {
        this.user = user;
        this.secret = secret;
    }

    /** From now on this is the password, or the token. */
    void secret(String other) {
        secret = other;
    }

    /** The mechanisms that clients have chosen. */
    List<String> used() {
        return used;
    }

    @Override
    public void act(SinkSession session) throws IOException {
        String[] words = session.commands().getLast().split(" ", -1);
        used.add(words[1]);
        SaslExchange exchange = MECHANISMS.start(words[1], KINDS, TLS).orElseThrow();
        Step step =
                words.length == WORDS
                        ? exchange.respond(Base64.getDecoder().decode(words[2]))
                        : exchange.begin();
        while (step instanceof Step.Challenge || step instanceof Step.Ask) {
            step =
                    switch (step) {
                        case Step.Ask(Credentials asked, var then) -> then.on(judge(asked));
                        case Step.Challenge(byte[] data) -> {
                            session.reply("334 " + Base64.getEncoder().encodeToString(data));
                            yield exchange.respond(Base64.getDecoder().decode(session.line()));
                        }
                        default -> throw new AssertionError(step);
                    };
        }
        session.reply(
                step instanceof Step.Success
                        ? "235 2.7.0 welcome"
                        : "535 5.7.8 Authentication credentials invalid");
    }

    private Authentication judge(Credentials asked) {
        Identity identity = new Identity(user, List.of());
        return switch (asked) {
            case Credentials.Password(String account, String password) ->
                    known(account.equals(user) && password.equals(secret), identity);
            case Credentials.Token(String account, String token) ->
                    known(account.equals(user) && token.equals(secret), identity);
            case Credentials.Scram _ -> {
                ScramKeys keys = ScramKeys.of(secret, new byte[] {1, 2, 3, 4}, 4096);
                yield new Authentication.Scram(
                        identity,
                        keys.salt(),
                        keys.iterations(),
                        keys.storedKey(),
                        keys.serverKey());
            }
            default -> throw new AssertionError(asked);
        };
    }

    private static Authentication known(boolean right, Identity identity) {
        return right ? identity : new Authentication.Refused();
    }
}
