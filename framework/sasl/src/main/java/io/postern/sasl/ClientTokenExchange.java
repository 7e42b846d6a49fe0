// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * OAUTHBEARER (RFC 7628) and XOAUTH2: the message holds a bearer token. A challenge to it is the
 * server's trouble with the token; it is answered by nothing of worth, and the refusal follows.
 */
final class ClientTokenExchange implements ClientExchange {
    private static final String SEPARATOR = TokenExchange.SEPARATOR;

    private final TokenExchange.Form form;
    private final ClientLogin.Token login;

    ClientTokenExchange(TokenExchange.Form form, ClientLogin.Token login) {
        this.form = form;
        this.login = login;
    }

    @Override
    public Optional<byte[]> initial() {
        String start =
                switch (form) {
                    case OAUTHBEARER -> "n,a=" + Gs2.escaped(login.user()) + ",";
                    case XOAUTH2 -> "user=" + login.user();
                };
        String message = start + SEPARATOR + "auth=Bearer " + login.token() + SEPARATOR + SEPARATOR;
        return Optional.of(message.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Answer respond(byte[] challenge) {
        String nothing =
                switch (form) {
                    case OAUTHBEARER -> SEPARATOR;
                    case XOAUTH2 -> "";
                };
        return new Answer.Response(nothing.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public Optional<String> doubt() {
        return Optional.empty();
    }
}
