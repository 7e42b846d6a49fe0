// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authentication.Identity;
import io.postern.sasl.SaslExchange.Step;

/** What authenticators say, as the last step of an exchange. */
final class Answers {
    private Answers() {}

    static Step last(Authentication authentication) {
        return switch (authentication) {
            case Identity identity -> new Step.Success(identity);
            case Authentication.Defer(var status) -> new Step.Deferred(status);
            case Authentication.Refused _ -> new Step.Refused("credentials refused");
            case Authentication.Pass _ -> new Step.Refused("no such account");
            case Authentication.Scram _ -> new Step.Refused("keys where an identity was asked for");
        };
    }

    static Step over() {
        return new Step.Malformed("the exchange is over");
    }
}
