// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SCRAM (RFC 5802) without channel binding: the password isn't shown, and the server proves that it
 * knows it too.
 *
 * <p>States: waiting for the server's first message; for its proof; proved, or over.
 */
final class ClientScramExchange implements ClientExchange {
    /** We support no channel binding, for nobody. */
    private static final String HEADER = "n,,";

    private static final String NONCE = "[\\x21-\\x2b\\x2d-\\x7e]+";

    /** server-first-message; a mandatory extension (m=) before it isn't understood. */
    private static final Pattern FIRST =
            Pattern.compile(
                    "r=(" + NONCE + "),s=([A-Za-z0-9+/=]+),i=([1-9][0-9]{0,7})(,[A-Za-z]=.*)?");

    /** More would keep us busy for whoever claims to be the server. */
    private static final int MOST_ITERATIONS = 1_000_000;

    private enum State {
        FIRST,
        PROOF,
        PROVED,
        OVER
    }

    private final ScramHash hash;
    private final String password;
    private final String nonce;
    private final String bare;
    private State state = State.FIRST;
    private byte[] expected = new byte[0];

    /**
     * @param nonce printable, without a comma
     */
    ClientScramExchange(ScramHash hash, ClientLogin.Password login, String nonce) {
        this.hash = hash;
        this.password = Prepared.of(login.password()).orElseThrow();
        this.nonce = nonce;
        String user = Prepared.of(login.user()).orElseThrow();
        this.bare = "n=" + Gs2.escaped(user) + ",r=" + nonce;
    }

    @Override
    public Optional<byte[]> initial() {
        return Optional.of(octets(HEADER + bare));
    }

    @Override
    public Answer respond(byte[] challenge) {
        State before = state;
        state = State.OVER;
        String message = new String(challenge, StandardCharsets.UTF_8);
        return switch (before) {
            case FIRST -> first(message);
            case PROOF -> proof(message);
            case PROVED, OVER -> new Answer.Cancel("a challenge after the last");
        };
    }

    @Override
    public Optional<String> doubt() {
        return state == State.PROVED
                ? Optional.empty()
                : Optional.of("it hasn't proved that it knows the password");
    }

    private Answer first(String message) {
        Matcher first = FIRST.matcher(message);
        if (!first.matches()) {
            return new Answer.Cancel("no SCRAM message");
        }
        String both = first.group(1);
        if (!both.startsWith(nonce) || both.length() == nonce.length()) {
            return new Answer.Cancel("nonce differs");
        }
        int iterations = Integer.parseInt(first.group(3));
        // With few of them a false server could find the password by what we send.
        if (iterations < ScramKeys.LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
            return new Answer.Cancel("asks for " + iterations + " iterations");
        }
        return base64(first.group(2))
                .filter(salt -> salt.length > 0)
                .map(salt -> proved(message, both, salt, iterations))
                .orElseGet(() -> new Answer.Cancel("no SCRAM message"));
    }

    private Answer proved(String message, String both, byte[] salt, int iterations) {
        byte[] salted = hash.salted(password, salt, iterations);
        String header = Base64.getEncoder().encodeToString(octets(HEADER));
        String withoutProof = "c=" + header + ",r=" + both;
        String signed = bare + "," + message + "," + withoutProof;
        byte[] proof = hash.hmac(salted, "Client Key");
        byte[] signature = hash.hmac(hash.hash(proof), signed);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= signature[i];
        }
        expected = hash.hmac(hash.hmac(salted, "Server Key"), signed);
        Arrays.fill(salted, (byte) 0);
        state = State.PROOF;
        return new Answer.Response(
                octets(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof)));
    }

    private Answer proof(String message) {
        Optional<byte[]> claimed =
                message.startsWith("v=") ? base64(message.substring(2)) : Optional.empty();
        if (claimed.isEmpty() || !MessageDigest.isEqual(claimed.get(), expected)) {
            return new Answer.Cancel("its proof that it knows the password is wrong");
        }
        state = State.PROVED;
        return new Answer.Response(new byte[0]);
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
