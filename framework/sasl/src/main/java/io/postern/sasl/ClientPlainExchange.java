// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** PLAIN (RFC 4616): all of it in one message. */
final class ClientPlainExchange implements ClientExchange {
    private final byte[] message;

    ClientPlainExchange(ClientLogin.Password login) {
        this.message =
                ("\0" + login.user() + "\0" + login.password()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<byte[]> initial() {
        return Optional.of(message);
    }

    @Override
    public Answer respond(byte[] challenge) {
        return new Answer.Cancel("a challenge where there is none");
    }

    @Override
    public Optional<String> doubt() {
        return Optional.empty();
    }
}
