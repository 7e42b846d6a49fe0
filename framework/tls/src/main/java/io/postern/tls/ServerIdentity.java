// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A certificate of ours and its key.
 *
 * @param file where the certificate comes from
 * @param chain it, then who signed it, and so on
 * @param key its key
 * @param names the DNS names it is for, in lower case
 */
record ServerIdentity(Path file, List<X509Certificate> chain, PrivateKey key, Set<String> names) {
    private static final Duration SOON = Duration.ofDays(14);

    /** Reads and checks them; no error is left for the first handshake to find. */
    static ServerIdentity read(Path certificate, Path key) throws TlsFileException {
        PemFile file = PemFile.read(certificate);
        List<X509Certificate> chain = Certificates.read(file);
        requireOrder(file, chain);
        PemFile keyFile = key.equals(certificate) ? file : PemFile.read(key);
        X509Certificate leaf = chain.getFirst();
        PrivateKey privateKey = PrivateKeys.read(keyFile, leaf.getPublicKey().getAlgorithm());
        if (!matches(privateKey, leaf)) {
            throw keyFile.broken("the key is not that of the certificate in " + certificate);
        }
        return new ServerIdentity(certificate, chain, privateKey, Certificates.hostNames(leaf));
    }

    /** What the operator should know of it, empty if nothing. */
    Optional<String> warning(Instant now) {
        Instant end = chain.getFirst().getNotAfter().toInstant();
        if (now.isBefore(chain.getFirst().getNotBefore().toInstant())) {
            return Optional.of("is not valid yet");
        }
        if (now.isAfter(end)) {
            return Optional.of("expired at " + end);
        }
        return now.plus(SOON).isAfter(end)
                ? Optional.of("expires soon, at " + end)
                : Optional.empty();
    }

    /** What JSSE calls it; another one after each change of the certificate. */
    String alias() {
        X509Certificate leaf = chain.getFirst();
        return file + "#" + leaf.getSerialNumber() + "#" + leaf.hashCode();
    }

    private static void requireOrder(PemFile file, List<X509Certificate> chain)
            throws TlsFileException {
        for (int i = 1; i < chain.size(); i++) {
            if (!isSignedBy(chain.get(i - 1), chain.get(i))) {
                throw file.broken(
                        "certificate %d is not signed by certificate %d: the server's own comes first,"
                                        .formatted(i, i + 1)
                                + " then who signed it, and so on");
            }
        }
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static boolean matches(PrivateKey key, X509Certificate certificate) {
        byte[] text = new byte[32];
        new SecureRandom().nextBytes(text);
        try {
            Signature signer = signature(key.getAlgorithm());
            signer.initSign(key);
            signer.update(text);
            byte[] signed = signer.sign();
            Signature verifier = signature(key.getAlgorithm());
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(text);
            return verifier.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static Signature signature(String keyAlgorithm) throws GeneralSecurityException {
        return switch (keyAlgorithm) {
            case "RSA" -> Signature.getInstance("SHA256withRSA");
            case "EC" -> Signature.getInstance("SHA256withECDSA");
            case "RSASSA-PSS" -> {
                Signature signature = Signature.getInstance(keyAlgorithm);
                signature.setParameter(
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                yield signature;
            }
            default -> Signature.getInstance(keyAlgorithm);
        };
    }
}
