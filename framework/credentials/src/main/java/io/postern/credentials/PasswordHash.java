// SPDX-License-Identifier: Apache-2.0
package io.postern.credentials;

import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.types.Argon2;

import io.postern.sasl.Prepared;

import org.apache.commons.codec.digest.Crypt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password as it is kept: what it can be checked against, but not found from. Ours are argon2id
 * (RFC 9106) in the PHC form; bcrypt ({@code $2a$ $2b$ $2y$}) and SHA-crypt ({@code $5$ $6$}) are
 * understood, so that users can be taken over from elsewhere. Immutable.
 */
public final class PasswordHash {
    /** OWASP's advice for argon2id: 19 MiB, two passes, one lane. */
    private static final int MEMORY = 19_456;

    private static final int PASSES = 2;
    private static final int SALT = 16;
    private static final int LENGTH = 32;

    /** SHA-crypt's cost grows with the length. */
    private static final int LONGEST = 512;

    /** A file isn't to decide how much of the machine one login may take. */
    private static final int MOST_MEMORY = 65_536;

    private static final int MOST_PASSES = 10;
    private static final int MOST_LANES = 4;
    private static final int MOST_BCRYPT = 14;
    private static final int MOST_ROUNDS = 1_000_000;

    private static final Pattern ARGON2 =
            Pattern.compile(
                    "\\$argon2(?:id|i|d)\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
                            + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");
    private static final Pattern BCRYPT =
            Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final Pattern SHA =
            Pattern.compile(
                    "\\$(?:5|6)\\$(?:rounds=(\\d{1,9})\\$)?[./A-Za-z0-9]{1,16}"
                            + "\\$(?:[./A-Za-z0-9]{43}|[./A-Za-z0-9]{86})");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Scheme scheme;
    private final String text;

    private enum Scheme {
        ARGON2,
        BCRYPT,
        SHA
    }

    private PasswordHash(Scheme scheme, String text) {
        this.scheme = scheme;
        this.text = text;
    }

    /**
     * A new one, argon2id with a salt of its own. Takes a tenth of a second and 19 MiB.
     *
     * @throws IllegalArgumentException where the password has a {@link #problem}
     */
    public static PasswordHash of(String password) {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        String text =
                Argon2Function.getInstance(MEMORY, PASSES, 1, LENGTH, Argon2.ID)
                        .hash(octets(password), salt)
                        .getResult();
        return new PasswordHash(Scheme.ARGON2, text);
    }

    /**
     * One that was kept; empty where the form is unknown, or where checking it would cost more than
     * a login may: 64 MiB, ten passes and four lanes of argon2, cost 14 of bcrypt, a million rounds
     * of SHA-crypt.
     */
    public static Optional<PasswordHash> parse(String text) {
        Optional<Scheme> scheme =
                isArgon2(text)
                        ? Optional.of(Scheme.ARGON2)
                        : isBcrypt(text)
                                ? Optional.of(Scheme.BCRYPT)
                                : isSha(text) ? Optional.of(Scheme.SHA) : Optional.empty();
        return scheme.map(known -> new PasswordHash(known, text));
    }

    /** What is wrong with a password that somebody wants: a clause, empty where nothing is. */
    public static String problem(String password) {
        if (password.isEmpty()) {
            return "the password is empty";
        }
        if (password.length() > LONGEST) {
            return "the password is longer than " + LONGEST + " characters";
        }
        // Control characters, private use, what no Unicode has assigned yet (RFC 4013 section 2.3).
        return Prepared.of(password).isPresent()
                ? ""
                : "the password holds a character that no password may hold";
    }

    /**
     * Whether it is of this password. Takes as long for a wrong one as for the right one, and can't
     * be interrupted: bound how many of these run at once.
     */
    public boolean matches(String password) {
        if (!problem(password).isEmpty()) {
            return false;
        }
        byte[] octets = octets(password);
        byte[] kept = text.getBytes(StandardCharsets.US_ASCII);
        return switch (scheme) {
            case ARGON2 -> Argon2Function.getInstanceFromHash(text).check(octets, kept);
            // By the hash's own kind: the library's default is another and says no to $2y$.
            case BCRYPT -> BcryptFunction.getInstanceFromHash(text).check(octets, kept);
            case SHA ->
                    MessageDigest.isEqual(
                            Crypt.crypt(octets, text).getBytes(StandardCharsets.US_ASCII), kept);
        };
    }

    /** The form in which it is kept. A secret: who has it can try passwords at leisure. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return "a hash (" + scheme + ")";
    }

    /** As the mechanisms have it too: one spelling of what looks the same. */
    private static String prepared(String password) {
        return Prepared.of(password)
                .orElseThrow(() -> new IllegalArgumentException(problem(password)));
    }

    private static byte[] octets(String password) {
        return prepared(password).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isArgon2(String text) {
        Matcher form = ARGON2.matcher(text);
        return form.matches()
                && within(form.group(1), 8 * Integer.parseInt(form.group(3)), MOST_MEMORY)
                && within(form.group(2), 1, MOST_PASSES)
                && within(form.group(3), 1, MOST_LANES)
                && isBase64(form.group(4))
                && isBase64(form.group(5));
    }

    private static boolean isBcrypt(String text) {
        Matcher form = BCRYPT.matcher(text);
        return form.matches() && within(form.group(1), 4, MOST_BCRYPT);
    }

    private static boolean isSha(String text) {
        Matcher form = SHA.matcher(text);
        return form.matches()
                && (form.group(1) == null || within(form.group(1), 1000, MOST_ROUNDS));
    }

    private static boolean within(String number, int least, int most) {
        int value = Integer.parseInt(number);
        return value >= least && value <= most;
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
