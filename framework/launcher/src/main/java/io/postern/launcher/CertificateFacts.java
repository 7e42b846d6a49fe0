// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What policies look at in a client certificate.
 *
 * @param names mail addresses and DNS names of its subject alternative names, in lower case
 * @param fingerprint SHA-256, in lower case
 */
record CertificateFacts(String subject, List<String> names, String fingerprint) {
    private static final int FINGERPRINT_DIGITS = 64;

    /** The types of RFC 5280 section 4.2.1.6 that {@code ClientCertificate} has. */
    private static final List<Integer> NAME_TYPES = List.of(1, 2);

    /** Of a PEM file, or else of a name or a fingerprint that a certificate could have. */
    static CertificateFacts of(String fileOrName) throws IOException {
        Path file = Path.of(fileOrName);
        if (Files.isRegularFile(file)) {
            return read(file);
        }
        if (fileOrName.endsWith(".pem")) {
            throw new CommandException(Exit.USAGE, "there is no file " + fileOrName);
        }
        String plain = fileOrName.replace(":", "").toLowerCase(Locale.ROOT);
        boolean fingerprint = plain.matches("[0-9a-f]{" + FINGERPRINT_DIGITS + "}");
        return fingerprint
                ? new CertificateFacts("CN=pretended", List.of(), plain)
                : new CertificateFacts(
                        "CN=" + fileOrName,
                        List.of(fileOrName.toLowerCase(Locale.ROOT)),
                        "0".repeat(FINGERPRINT_DIGITS));
    }

    Map<String, Object> fields() {
        return Map.of("subject", subject, "names", names, "fingerprint", fingerprint);
    }

    private static CertificateFacts read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new CertificateFacts(
                    certificate.getSubjectX500Principal().getName(),
                    names(certificate.getSubjectAlternativeNames()),
                    HexFormat.of().formatHex(digest));
        } catch (GeneralSecurityException broken) {
            throw new CommandException(
                    Exit.USAGE, file + " is no certificate: " + broken.getMessage());
        }
    }

    private static List<String> names(@Nullable Collection<List<?>> all) {
        return all == null
                ? List.of()
                : all.stream()
                        .filter(name -> NAME_TYPES.contains(name.get(0)))
                        .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                        .toList();
    }
}
