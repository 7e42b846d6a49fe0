// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** The mechanisms by which a client can log in, the strongest first. */
public enum ClientMechanism {
    /** RFC 7677. */
    SCRAM_SHA_256("SCRAM-SHA-256"),
    /** RFC 5802. */
    SCRAM_SHA_1("SCRAM-SHA-1"),
    /** RFC 7628. */
    OAUTHBEARER("OAUTHBEARER"),
    /** What Google and Microsoft had before. */
    XOAUTH2("XOAUTH2"),
    /** RFC 4616. */
    PLAIN("PLAIN"),
    /** Without an RFC. */
    LOGIN("LOGIN");

    private final String label;

    ClientMechanism(String label) {
        this.label = label;
    }

    /** Its name for AUTH. */
    public String label() {
        return label;
    }

    /** Whether who listens would learn the password or the token. */
    public boolean showsSecret() {
        return switch (this) {
            case SCRAM_SHA_256, SCRAM_SHA_1 -> false;
            case OAUTHBEARER, XOAUTH2, PLAIN, LOGIN -> true;
        };
    }

    /**
     * The strongest that both sides know; empty where there is none.
     *
     * @param offered by the server, in upper case
     * @param allowed by us
     * @param hidden whether nobody else can listen, so that a secret may be shown
     */
    public static Optional<ClientMechanism> strongest(
            Collection<String> offered,
            Set<ClientMechanism> allowed,
            ClientLogin login,
            boolean hidden) {
        for (ClientMechanism mechanism : values()) {
            if (offered.contains(mechanism.label)
                    && allowed.contains(mechanism)
                    && mechanism.isFor(login)
                    && (hidden || !mechanism.showsSecret())) {
                return Optional.of(mechanism);
            }
        }
        return Optional.empty();
    }

    /**
     * A run of it.
     *
     * @param nonce random, printable, without a comma
     * @throws IllegalArgumentException for a login of the other kind
     */
    public ClientExchange start(ClientLogin login, String nonce) {
        return switch (login) {
            case ClientLogin.Password password -> start(password, nonce);
            case ClientLogin.Token token -> start(token);
        };
    }

    private boolean isFor(ClientLogin login) {
        boolean token = this == OAUTHBEARER || this == XOAUTH2;
        return token == login instanceof ClientLogin.Token;
    }

    private ClientExchange start(ClientLogin.Password login, String nonce) {
        return switch (this) {
            case SCRAM_SHA_256 -> new ClientScramExchange(ScramHash.SHA_256, login, nonce);
            case SCRAM_SHA_1 -> new ClientScramExchange(ScramHash.SHA_1, login, nonce);
            case PLAIN -> new ClientPlainExchange(login);
            case LOGIN -> new ClientLoginExchange(login);
            case OAUTHBEARER, XOAUTH2 ->
                    throw new IllegalArgumentException(label + " takes tokens");
        };
    }

    private ClientExchange start(ClientLogin.Token login) {
        return switch (this) {
            case OAUTHBEARER -> new ClientTokenExchange(TokenExchange.Form.OAUTHBEARER, login);
            case XOAUTH2 -> new ClientTokenExchange(TokenExchange.Form.XOAUTH2, login);
            case SCRAM_SHA_256, SCRAM_SHA_1, PLAIN, LOGIN ->
                    throw new IllegalArgumentException(label + " takes passwords");
        };
    }
}
