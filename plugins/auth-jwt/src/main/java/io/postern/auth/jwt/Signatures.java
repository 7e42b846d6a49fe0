// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks signatures by public keys; knows no algorithm whose key is a secret, nor "none". */
final class Signatures {
    static final Map<String, JWSAlgorithm> ALGORITHMS =
            Stream.of(
                            JWSAlgorithm.RS256,
                            JWSAlgorithm.RS384,
                            JWSAlgorithm.RS512,
                            JWSAlgorithm.PS256,
                            JWSAlgorithm.PS384,
                            JWSAlgorithm.PS512,
                            JWSAlgorithm.ES256,
                            JWSAlgorithm.ES384,
                            JWSAlgorithm.ES512,
                            JWSAlgorithm.EdDSA,
                            JWSAlgorithm.Ed25519)
                    .collect(Collectors.toUnmodifiableMap(JWSAlgorithm::getName, a -> a));

    private static final int LEAST_RSA_BITS = 2048;

    /** What stands before the 32 octets in a SubjectPublicKeyInfo (RFC 8410 section 4). */
    private static final byte[] ED25519_PREFIX =
            HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_LENGTH = 32;

    private Signatures() {}

    /** Whether the key has signed it; no, where the key isn't one for its algorithm. */
    static boolean isGood(SignedJWT token, JWK key) {
        try {
            return switch (key) {
                case RSAKey rsa ->
                        rsa.size() >= LEAST_RSA_BITS
                                && token.verify(new RSASSAVerifier(rsa.toRSAPublicKey()));
                case ECKey ec -> token.verify(new ECDSAVerifier(ec.toECPublicKey()));
                case OctetKeyPair pair when pair.getCurve().equals(Curve.Ed25519) ->
                        isGood(token, pair);
                default -> false;
            };
        } catch (JOSEException | GeneralSecurityException | IllegalArgumentException _) {
            return false;
        }
    }

    /** By the JDK: the library would want another one for it. */
    private static boolean isGood(SignedJWT token, OctetKeyPair pair)
            throws GeneralSecurityException {
        byte[] octets = pair.getDecodedX();
        if (octets.length != ED25519_LENGTH) {
            return false;
        }
        byte[] encoded = new byte[ED25519_PREFIX.length + ED25519_LENGTH];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(octets, 0, encoded, ED25519_PREFIX.length, ED25519_LENGTH);
        PublicKey key =
                KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(key);
        signature.update(token.getSigningInput());
        return signature.verify(token.getSignature().decode());
    }
}
