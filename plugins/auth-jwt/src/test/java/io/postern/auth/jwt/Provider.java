// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

/** An identity provider: its keys, and tokens signed by them. */
final class Provider {
    static final String ISSUER = "https://id.test";
    static final String AUDIENCE = "postern";

    final RSAKey rsa;
    final ECKey ec;
    private final KeyPair edwards;

    private Provider(RSAKey rsa, ECKey ec, KeyPair edwards) {
        this.rsa = rsa;
        this.ec = ec;
        this.edwards = edwards;
    }

    static Provider named(String name) {
        try {
            return new Provider(
                    new RSAKeyGenerator(2048).keyID(name + "-rsa").generate(),
                    new ECKeyGenerator(Curve.P_256).keyID(name + "-ec").generate(),
                    KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (JOSEException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What it publishes. */
    String keys() {
        byte[] encoded = edwards.getPublic().getEncoded();
        byte[] octets = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        JWK pair =
                new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(octets))
                        .keyID(edwardsName())
                        .build();
        return new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK(), pair)).toString();
    }

    String edwardsName() {
        return rsa.getKeyID().replace("-rsa", "-ed");
    }

    /** Claims of a good token for alice at that time. */
    static JWTClaimsSet.Builder claims(Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(List.of("other", AUDIENCE))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("email", "alice@local.test");
    }

    String byRsa(JWTClaimsSet claims) {
        return byRsa(header(JWSAlgorithm.RS256, rsa.getKeyID()), claims);
    }

    String byRsa(JWSHeader header, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(rsa));
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    String byCurve(JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(header(JWSAlgorithm.ES256, ec.getKeyID()), claims);
            token.sign(new ECDSASigner(ec));
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    String byEdwards(JWTClaimsSet claims) {
        try {
            SignedJWT unsigned = new SignedJWT(header(JWSAlgorithm.EdDSA, edwardsName()), claims);
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(edwards.getPrivate());
            signature.update(unsigned.getSigningInput());
            return new String(
                            unsigned.getSigningInput(), java.nio.charset.StandardCharsets.US_ASCII)
                    + "."
                    + Base64URL.encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static JWSHeader header(JWSAlgorithm algorithm, String key) {
        return new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(key).build();
    }
}
