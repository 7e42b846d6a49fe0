// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import io.postern.api.auth.Credentials;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * LOGIN (draft-murchison-sasl-login): a name, then a password. An initial response is the name.
 *
 * <p>States: waiting for the name; for the password; over.
 */
final class LoginExchange implements SaslExchange {
    private enum State {
        NAME,
        PASSWORD,
        OVER
    }

    private State state = State.NAME;

    /** Empty where it can't be anybody's: the password is asked for all the same. */
    private String account = "";

    @Override
    public Step begin() {
        return challenge("Username:");
    }

    @Override
    public Step respond(byte[] response) {
        return switch (state) {
            case NAME -> {
                state = State.PASSWORD;
                account = Prepared.of(response, 0, response.length).orElse("");
                yield challenge("Password:");
            }
            case PASSWORD -> {
                state = State.OVER;
                Optional<String> password = Prepared.of(response, 0, response.length);
                yield account.isEmpty() || password.isEmpty()
                        ? new Step.Refused("name or password holds what is prohibited")
                        : new Step.Ask(
                                new Credentials.Password(account, password.get()), Answers::last);
            }
            case OVER -> Answers.over();
        };
    }

    private static Step challenge(String prompt) {
        return new Step.Challenge(prompt.getBytes(StandardCharsets.US_ASCII));
    }
}
