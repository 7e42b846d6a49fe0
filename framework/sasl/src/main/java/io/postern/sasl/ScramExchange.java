// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authentication.Identity;
import io.postern.api.auth.Credentials;
import io.postern.api.mail.Status;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SCRAM-SHA-256 and -PLUS (RFC 5802, RFC 7677). A client of an account that isn't there is led
 * through the same steps as another, and refused at the end.
 *
 * <p>States: waiting for the client's first message; for its last one; for its answer to our last
 * one; over.
 */
final class ScramExchange implements SaslExchange {
    /** client-first-message-bare; a mandatory extension (m=) before it isn't understood. */
    private static final Pattern FIRST =
            Pattern.compile("n=([^,]+),r=([\\x21-\\x2b\\x2d-\\x7e]+)(,[A-Za-z]=[^,]+)*+");

    /** client-final-message. */
    private static final Pattern FINAL =
            Pattern.compile(
                    "(c=([A-Za-z0-9+/=]+),r=([\\x21-\\x2b\\x2d-\\x7e]+)(?:,(?!p=)[A-Za-z]=[^,]+)*+)"
                            + ",p=([A-Za-z0-9+/=]+)");

    private static final int NONCE_LIMIT = 256;

    /** An authenticator's fault, so not for ever. */
    private static final Status.Transient BROKEN_KEYS =
            new Status.Transient(7, 0, "Temporary authentication failure");

    private enum State {
        FIRST,
        FINAL,
        LAST,
        OVER
    }

    /** How it stands with channel binding (RFC 5802 section 6). */
    enum Binding {
        /** There is none. */
        NONE,
        /** It is there, by the other mechanism: who says that it isn't ({@code y}) was lied to. */
        OFFERED,
        /** This is the mechanism with it. */
        REQUIRED
    }

    private final Binding binding;
    private final Channel channel;
    private final String serverNonce;
    private final FakeKeys fakes;
    private State state = State.FIRST;

    /** What c= must be: the header and the data of the channel. */
    private byte[] bound = new byte[0];

    private String nonce = "";
    private String messages = "";
    private @Nullable ScramKeys keys;

    /** Who it is once it is proved; null for who isn't there. */
    private @Nullable Identity identity;

    ScramExchange(Binding binding, Channel channel, String serverNonce, FakeKeys fakes) {
        this.binding = binding;
        this.channel = channel;
        this.serverNonce = serverNonce;
        this.fakes = fakes;
    }

    @Override
    public Step begin() {
        return new Step.Challenge(new byte[0]);
    }

    @Override
    public Step respond(byte[] response) {
        State before = state;
        state = State.OVER;
        return switch (before) {
            case FIRST ->
                    Prepared.utf8(response, 0, response.length)
                            .map(this::first)
                            .orElseGet(ScramExchange::malformed);
            case FINAL -> last(new String(response, StandardCharsets.ISO_8859_1));
            case LAST -> success(response);
            case OVER -> Answers.over();
        };
    }

    private Step first(String message) {
        Optional<Gs2> header = Gs2.of(message);
        if (header.isEmpty()) {
            return malformed();
        }
        String bare = message.substring(header.get().length());
        Matcher first = FIRST.matcher(bare);
        Optional<String> account = first.matches() ? Gs2.name(first.group(1)) : Optional.empty();
        if (account.isEmpty() || first.group(2).length() > NONCE_LIMIT) {
            return malformed();
        }
        if (!bind(message.substring(0, header.get().length()), header.get().flag())) {
            return new Step.Refused("channel binding differs: " + header.get().flag());
        }
        String authzid = header.get().authzid();
        if (!authzid.isEmpty() && !authzid.equals(account.get())) {
            return new Step.Refused("asks to act as another");
        }
        nonce = first.group(2) + serverNonce;
        return new Step.Ask(
                new Credentials.Scram(account.get()), found -> found(account.get(), bare, found));
    }

    /** Whether the client's idea of channel binding is ours; keeps what it must prove to know. */
    private boolean bind(String header, String flag) {
        byte[] start = header.getBytes(StandardCharsets.UTF_8);
        if (binding != Binding.REQUIRED) {
            bound = start;
            return flag.equals("n") || (flag.equals("y") && binding == Binding.NONE);
        }
        Optional<byte[]> data =
                flag.startsWith("p=")
                        ? Channel.Binding.of(flag.substring(2)).flatMap(channel::binding)
                        : Optional.empty();
        data.ifPresent(
                octets -> {
                    bound = Arrays.copyOf(start, start.length + octets.length);
                    System.arraycopy(octets, 0, bound, start.length, octets.length);
                });
        return data.isPresent();
    }

    private Step found(String account, String bare, Authentication authentication) {
        return switch (authentication) {
            case Authentication.Scram scram -> {
                identity = scram.identity();
                yield ScramKeys.of(scram)
                        .map(found -> challenge(bare, found))
                        .orElseGet(() -> new Step.Deferred(BROKEN_KEYS));
            }
            case Authentication.Pass _, Authentication.Refused _, Identity _ ->
                    challenge(bare, fakes.of(account));
            case Authentication.Defer(Status.Transient status) -> new Step.Deferred(status);
        };
    }

    private Step challenge(String bare, ScramKeys known) {
        keys = known;
        String salt = Base64.getEncoder().encodeToString(known.salt());
        String challenge = "r=%s,s=%s,i=%d".formatted(nonce, salt, known.iterations());
        messages = bare + "," + challenge + ",";
        state = State.FINAL;
        return new Step.Challenge(challenge.getBytes(StandardCharsets.US_ASCII));
    }

    private Step last(String message) {
        Matcher matcher = FINAL.matcher(message);
        if (!matcher.matches()) {
            return malformed();
        }
        Optional<byte[]> claimed = base64(matcher.group(2));
        Optional<byte[]> proof = base64(matcher.group(4));
        ScramKeys known = keys;
        if (claimed.isEmpty() || proof.isEmpty() || known == null) {
            return malformed();
        }
        if (!MessageDigest.isEqual(claimed.get(), bound)) {
            return new Step.Refused("channel binding differs");
        }
        if (!matcher.group(3).equals(nonce)) {
            return new Step.Refused("nonce differs");
        }
        String signed = messages + matcher.group(1);
        boolean proved = isProof(proof.get(), known, signed);
        if (!proved || identity == null) {
            return new Step.Refused(identity == null ? "no such account" : "credentials refused");
        }
        state = State.LAST;
        byte[] signature = ScramKeys.HASH.hmac(known.serverKey(), signed);
        String verifier = "v=" + Base64.getEncoder().encodeToString(signature);
        return new Step.Challenge(verifier.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isProof(byte[] proof, ScramKeys keys, String signed) {
        byte[] clientKey = ScramKeys.HASH.hmac(keys.storedKey(), signed);
        if (proof.length != clientKey.length) {
            return false;
        }
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= proof[i];
        }
        return MessageDigest.isEqual(ScramKeys.HASH.hash(clientKey), keys.storedKey());
    }

    private Step success(byte[] response) {
        Identity proved = identity;
        return response.length == 0 && proved != null ? new Step.Success(proved) : malformed();
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Step malformed() {
        return new Step.Malformed("no SCRAM message");
    }
}
