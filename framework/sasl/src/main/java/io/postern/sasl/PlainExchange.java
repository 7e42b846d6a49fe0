// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import io.postern.api.auth.Credentials;

import java.util.Optional;

/** PLAIN (RFC 4616): [authzid] NUL authcid NUL passwd. */
final class PlainExchange implements SaslExchange {
    private boolean over;

    @Override
    public Step begin() {
        return new Step.Challenge(new byte[0]);
    }

    @Override
    public Step respond(byte[] response) {
        if (over) {
            return Answers.over();
        }
        over = true;
        int first = nul(response, 0);
        int second = nul(response, first + 1);
        boolean three = second < response.length && nul(response, second + 1) == response.length;
        if (!three || second == first + 1 || second == response.length - 1) {
            return new Step.Malformed("no PLAIN message");
        }
        Optional<String> account = Prepared.of(response, first + 1, second);
        Optional<String> password = Prepared.of(response, second + 1, response.length);
        if (account.isEmpty() || password.isEmpty()) {
            return new Step.Refused("name or password holds what is prohibited");
        }
        boolean asSelf = first == 0 || Prepared.of(response, 0, first).equals(account);
        return asSelf
                ? new Step.Ask(
                        new Credentials.Password(account.get(), password.get()), Answers::last)
                : new Step.Refused("asks to act as another");
    }

    /** Where the next NUL is; behind the end where there is none. */
    private static int nul(byte[] octets, int from) {
        int at = from;
        while (at < octets.length && octets[at] != 0) {
            at++;
        }
        return at;
    }
}
