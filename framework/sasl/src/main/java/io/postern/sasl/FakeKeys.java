// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Keys for accounts that aren't there: the same salt each time for the same name, as if there were
 * one, and no password that fits (RFC 5802 section 9 leaves that to us).
 */
final class FakeKeys {
    private final byte[] secret = new byte[ScramKeys.KEY_LENGTH];

    FakeKeys(SecureRandom random) {
        random.nextBytes(secret);
    }

    ScramKeys of(String account) {
        byte[] salt =
                Arrays.copyOf(
                        ScramKeys.HASH.hmac(secret, "salt " + account), ScramKeys.SALT_LENGTH);
        return new ScramKeys(
                salt,
                ScramKeys.ITERATIONS,
                ScramKeys.HASH.hmac(secret, "stored " + account),
                ScramKeys.HASH.hmac(secret, "server " + account));
    }
}
