// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import io.postern.api.auth.Authentication;

import java.security.MessageDigest;
import java.util.Optional;

/**
 * What is kept of a password for SCRAM-SHA-256 (RFC 5802 section 3, RFC 7677): enough to check a
 * client, not enough to be one.
 *
 * @param iterations at least {@link #LEAST_ITERATIONS}
 */
public record ScramKeys(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
    /** Of new keys, and said for accounts that aren't there. */
    public static final int ITERATIONS = 10_000;

    /** RFC 7677 section 4. */
    public static final int LEAST_ITERATIONS = 4096;

    /** Octets of the salt of new keys. */
    public static final int SALT_LENGTH = 16;

    static final ScramHash HASH = ScramHash.SHA_256;
    static final int KEY_LENGTH = HASH.length();

    public ScramKeys {
        if (!areKeys(salt, iterations, storedKey, serverKey)) {
            throw new IllegalArgumentException("no keys of SCRAM-SHA-256");
        }
    }

    /** Those that an authenticator has found; empty where they are none. */
    static Optional<ScramKeys> of(Authentication.Scram found) {
        return areKeys(found.salt(), found.iterations(), found.storedKey(), found.serverKey())
                ? Optional.of(
                        new ScramKeys(
                                found.salt(),
                                found.iterations(),
                                found.storedKey(),
                                found.serverKey()))
                : Optional.empty();
    }

    private static boolean areKeys(
            byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
        return salt.length > 0
                && iterations >= LEAST_ITERATIONS
                && storedKey.length == KEY_LENGTH
                && serverKey.length == KEY_LENGTH;
    }

    /**
     * The keys of this password, which is prepared first (RFC 4013). Takes milliseconds, on
     * purpose.
     *
     * @throws IllegalArgumentException where the password is empty or holds what is prohibited, or
     *     the iterations are too few
     */
    public static ScramKeys of(String password, byte[] salt, int iterations) {
        Optional<String> prepared = Prepared.of(password);
        if (prepared.isEmpty() || salt.length == 0 || iterations < LEAST_ITERATIONS) {
            throw new IllegalArgumentException("no password, salt or iterations for SCRAM");
        }
        byte[] salted = HASH.salted(prepared.get(), salt, iterations);
        byte[] clientKey = HASH.hmac(salted, "Client Key");
        return new ScramKeys(
                salt, iterations, HASH.hash(clientKey), HASH.hmac(salted, "Server Key"));
    }

    /** Whether they are of this password; takes as long as {@link #of}. */
    public boolean matches(String password) {
        return Prepared.of(password).isPresent()
                && MessageDigest.isEqual(storedKey, of(password, salt, iterations).storedKey);
    }

    @Override
    public String toString() {
        return "keys of SCRAM-SHA-256";
    }
}
