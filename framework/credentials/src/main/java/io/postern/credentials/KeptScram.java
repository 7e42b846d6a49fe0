// SPDX-License-Identifier: Apache-2.0
package io.postern.credentials;

import io.postern.sasl.ScramKeys;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of SCRAM-SHA-256 as they are kept, in the form of RFC 5803: {@code
 * SCRAM-SHA-256$iterations:salt$storedKey:serverKey}. Who has them can't log in by them, but can
 * try passwords at leisure.
 */
public final class KeptScram {
    private static final int MOST_ITERATIONS = 1_000_000;
    private static final Pattern FORM =
            Pattern.compile(
                    "SCRAM-SHA-256\\$(\\d{1,7}):%1$s\\$%1$s:%1$s"
                            .formatted("([A-Za-z0-9+/]{8,88}={0,2})"));
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeptScram() {}

    /**
     * New keys of a password, with a salt of their own.
     *
     * @throws IllegalArgumentException where it has a {@link PasswordHash#problem}
     */
    public static ScramKeys of(String password) {
        byte[] salt = new byte[ScramKeys.SALT_LENGTH];
        RANDOM.nextBytes(salt);
        return ScramKeys.of(password, salt, ScramKeys.ITERATIONS);
    }

    /** Reads them; empty where it is another form, or the iterations are too few or too many. */
    public static Optional<ScramKeys> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(1)) > MOST_ITERATIONS) {
            return Optional.empty();
        }
        Base64.Decoder base64 = Base64.getDecoder();
        try {
            return Optional.of(
                    new ScramKeys(
                            base64.decode(form.group(2)),
                            Integer.parseInt(form.group(1)),
                            base64.decode(form.group(3)),
                            base64.decode(form.group(4))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Writes them. A secret. */
    public static String text(ScramKeys keys) {
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$%d:%s$%s:%s"
                .formatted(
                        keys.iterations(),
                        base64.encodeToString(keys.salt()),
                        base64.encodeToString(keys.storedKey()),
                        base64.encodeToString(keys.serverKey()));
    }
}
