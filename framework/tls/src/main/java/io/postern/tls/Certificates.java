// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import io.postern.api.mail.ClientCertificate;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** What certificates say (RFC 5280). */
final class Certificates {
    private static final int MAIL_ADDRESS = 1;
    private static final int DNS_NAME = 2;

    private Certificates() {}

    /** Those of a file, in its order; at least one. */
    static List<X509Certificate> read(PemFile file) throws TlsFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemFile.Block block : file.labelled("CERTIFICATE", "X509 CERTIFICATE")) {
            certificates.add(certificate(file, block, certificates.size() + 1));
        }
        if (certificates.isEmpty()) {
            throw file.broken("holds no certificate");
        }
        return certificates;
    }

    /** The DNS names of the subject alternative names; without those, the common name. */
    static Set<String> hostNames(X509Certificate certificate) {
        Set<String> names = new TreeSet<>(alternativeNames(certificate, Set.of(DNS_NAME)));
        if (names.isEmpty()) {
            names.addAll(commonNames(certificate));
        }
        return names;
    }

    static ClientCertificate client(X509Certificate certificate) {
        return new ClientCertificate(
                certificate.getSubjectX500Principal().getName(),
                alternativeNames(certificate, Set.of(MAIL_ADDRESS, DNS_NAME)),
                fingerprint(certificate));
    }

    /**
     * The hash that tls-server-end-point takes (RFC 5929 section 4.1); empty where there is none.
     */
    static byte[] endPoint(X509Certificate certificate) {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        int with = signature.indexOf("WITH");
        if (with < 0) {
            return new byte[0];
        }
        String hash = signature.substring(0, with);
        String algorithm =
                hash.equals("MD5") || hash.equals("SHA1")
                        ? "SHA-256"
                        : hash.replaceFirst("^SHA(\\d)", "SHA-$1");
        try {
            return MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
        } catch (GeneralSecurityException _) {
            return new byte[0];
        }
    }

    private static X509Certificate certificate(PemFile file, PemFile.Block block, int number)
            throws TlsFileException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.octets()));
        } catch (CertificateException damaged) {
            throw file.broken("certificate " + number + " is damaged: " + damaged.getMessage());
        }
    }

    /** Names with control characters in them are left out: they are made to deceive. */
    private static List<String> alternativeNames(X509Certificate certificate, Set<Integer> kinds) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return List.of();
            }
            return names.stream()
                    .filter(name -> name.get(0) instanceof Integer kind && kinds.contains(kind))
                    .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT))
                    .filter(name -> name.chars().noneMatch(Character::isISOControl))
                    .toList();
        } catch (CertificateParsingException _) {
            return List.of();
        }
    }

    private static Set<String> commonNames(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(value -> value.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.toSet());
        } catch (InvalidNameException _) {
            return Set.of();
        }
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
            // Each Java has SHA-256, and the certificate came in as what is asked for.
            throw new IllegalStateException(impossible);
        }
    }
}
