// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The mechanisms there are. One for a process: it holds the key by which the salts of unknown
 * accounts are made up, so that they stay the same. Can be used by many threads.
 */
public final class Mechanisms {
    private static final int NONCE_LENGTH = 24;

    private final SecureRandom random;
    private final FakeKeys fakes;

    /** With nonces and a key from this source. */
    public Mechanisms(SecureRandom random) {
        this.random = random;
        this.fakes = new FakeKeys(random);
    }

    /**
     * The names for AUTH in the reply to EHLO, strongest first.
     *
     * @param credentials the kinds that somebody can judge, as in {@link
     *     io.postern.api.auth.Authenticator#CREDENTIALS}
     */
    public List<String> offered(Set<String> credentials, Channel channel) {
        return Arrays.stream(Mechanism.values())
                .filter(mechanism -> mechanism.isOffered(credentials, channel))
                .map(Mechanism::label)
                .toList();
    }

    /** A run of the mechanism of that name; empty where it isn't offered: 504 5.5.4. */
    public Optional<SaslExchange> start(String name, Set<String> credentials, Channel channel) {
        return Arrays.stream(Mechanism.values())
                .filter(mechanism -> mechanism.label().equals(name))
                .filter(mechanism -> mechanism.isOffered(credentials, channel))
                .findFirst()
                .map(mechanism -> start(mechanism, credentials, channel));
    }

    private SaslExchange start(Mechanism mechanism, Set<String> credentials, Channel channel) {
        return switch (mechanism) {
            case EXTERNAL -> new ExternalExchange(channel.certificate().orElseThrow());
            case SCRAM_SHA_256_PLUS -> scram(ScramExchange.Binding.REQUIRED, channel);
            case SCRAM_SHA_256 -> {
                boolean plus = Mechanism.SCRAM_SHA_256_PLUS.isOffered(credentials, channel);
                yield scram(
                        plus ? ScramExchange.Binding.OFFERED : ScramExchange.Binding.NONE, channel);
            }
            case OAUTHBEARER -> new TokenExchange(TokenExchange.Form.OAUTHBEARER);
            case XOAUTH2 -> new TokenExchange(TokenExchange.Form.XOAUTH2);
            case PLAIN -> new PlainExchange();
            case LOGIN -> new LoginExchange();
        };
    }

    private SaslExchange scram(ScramExchange.Binding binding, Channel channel) {
        byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        return new ScramExchange(
                binding, channel, Base64.getEncoder().encodeToString(nonce), fakes);
    }
}
