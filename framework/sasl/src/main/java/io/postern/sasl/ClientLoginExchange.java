// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * LOGIN (draft-murchison-sasl-login): a name, then a password. What the prompts say counts for
 * nothing: servers agree on their order only.
 */
final class ClientLoginExchange implements ClientExchange {
    private final ClientLogin.Password login;
    private int prompts;

    ClientLoginExchange(ClientLogin.Password login) {
        this.login = login;
    }

    @Override
    public Optional<byte[]> initial() {
        return Optional.empty();
    }

    @Override
    public Answer respond(byte[] challenge) {
        prompts++;
        return switch (prompts) {
            case 1 -> response(login.user());
            case 2 -> response(login.password());
            default -> new Answer.Cancel("a third prompt");
        };
    }

    @Override
    public Optional<String> doubt() {
        return Optional.empty();
    }

    private static Answer response(String text) {
        return new Answer.Response(text.getBytes(StandardCharsets.UTF_8));
    }
}
