// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static io.postern.testkit.Der.bits;
import static io.postern.testkit.Der.integer;
import static io.postern.testkit.Der.octets;
import static io.postern.testkit.Der.oid;
import static io.postern.testkit.Der.sequence;
import static io.postern.testkit.Der.tagged;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

/**
 * An authority made for a test, and the certificates it signs; a few milliseconds each, since the
 * keys are for the curve P-256 unless {@link #rsa} is asked for.
 *
 * <pre>{@code
 * TestCertificates authority = TestCertificates.authority("test CA");
 * TestCertificate server = authority.server("mx.example.test", "127.0.0.1");
 * sink.tls(server.context());
 * Path roots = authority.writeRoot(folder.resolve("ca.pem"));
 * }</pre>
 *
 * Valid from a day ago for a month, unless said otherwise. Safe for many threads.
 */
public final class TestCertificates {
    private static final AtomicLong SERIAL = new AtomicLong(1);
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final int MAIL_NAME = Der.CONTEXT | 1;
    private static final int DNS_NAME = Der.CONTEXT | 2;
    private static final int ADDRESS = Der.CONTEXT | 7;

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final List<X509Certificate> above;
    private final X509Certificate root;
    private final String algorithm;
    private final Validity validity;

    private TestCertificates(
            TestCertificate own, X509Certificate root, String algorithm, Validity validity) {
        this.certificate = own.certificate();
        this.key = own.key();
        this.above = own.certificate().equals(root) ? List.of() : own.chain();
        this.root = root;
        this.algorithm = algorithm;
        this.validity = validity;
    }

    /** A new authority, which nobody trusts yet. */
    public static TestCertificates authority(String name) {
        KeyPair keys = keys("EC");
        Subject subject = new Subject(name, keys.getPublic(), authorityExtensions());
        X509Certificate root = sign(subject, subject.name(), keys.getPrivate(), Validity.month());
        TestCertificate own = new TestCertificate(List.of(root), keys.getPrivate());
        return new TestCertificates(own, root, "EC", Validity.month());
    }

    /** A server's certificate that only it itself vouches for. */
    public static TestCertificate selfSigned(String... names) {
        KeyPair keys = keys("EC");
        Subject subject =
                new Subject(names[0], keys.getPublic(), endExtensions(SERVER_AUTH, hosts(names)));
        X509Certificate own = sign(subject, subject.name(), keys.getPrivate(), Validity.month());
        return new TestCertificate(List.of(own), keys.getPrivate());
    }

    /** The same authority, whose next certificates have RSA keys of 2048 bits. */
    public TestCertificates rsa() {
        return with("RSA", validity);
    }

    /** The same authority, whose next certificates are valid from then to then. */
    public TestCertificates valid(Instant from, Instant to) {
        return with(algorithm, new Validity(from, to));
    }

    /** The same authority, whose next certificates have expired yesterday. */
    public TestCertificates expired() {
        Instant now = Instant.now();
        return valid(now.minus(Duration.ofDays(30)), now.minus(Duration.ofDays(1)));
    }

    /** An authority that this one vouches for. */
    public TestCertificates intermediate(String name) {
        return new TestCertificates(issue(name, authorityExtensions()), root, algorithm, validity);
    }

    /** For a server with these host names and IP addresses; the first is its common name too. */
    public TestCertificate server(String... names) {
        return issue(names[0], endExtensions(SERVER_AUTH, hosts(names)));
    }

    /** For a client with this common name and these mail addresses as alternative names. */
    public TestCertificate client(String commonName, String... mailAddresses) {
        List<byte[]> names =
                Stream.of(mailAddresses).map(name -> tagged(MAIL_NAME, Der.ascii(name))).toList();
        return issue(commonName, endExtensions(CLIENT_AUTH, names));
    }

    /** Who vouches for all of them in the end. */
    public X509Certificate root() {
        return root;
    }

    /** Writes the root's certificate to a file, in PEM. */
    public Path writeRoot(Path file) {
        byte[] octets = TestCertificate.encoded(root);
        return TestCertificate.write(file, TestCertificate.block("CERTIFICATE", octets));
    }

    /** For a peer that shows no certificate and trusts this authority. */
    public SSLContext trustingContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, TestCertificate.trustManagers(this), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private TestCertificates with(String otherAlgorithm, Validity otherValidity) {
        List<X509Certificate> chain = above.isEmpty() ? List.of(certificate) : above;
        TestCertificate own = new TestCertificate(chain, key);
        return new TestCertificates(own, root, otherAlgorithm, otherValidity);
    }

    private TestCertificate issue(String commonName, byte[] extensions) {
        KeyPair keys = keys(algorithm);
        Subject subject = new Subject(commonName, keys.getPublic(), extensions);
        byte[] issuer = certificate.getSubjectX500Principal().getEncoded();
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(sign(subject, issuer, key, validity));
        chain.addAll(above);
        return new TestCertificate(chain, keys.getPrivate());
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The structure of RFC 5280 section 4.1. */
    private static X509Certificate sign(
            Subject subject, byte[] issuer, PrivateKey by, Validity validity) {
        boolean rsa = by.getAlgorithm().equals("RSA");
        byte[] algorithm =
                rsa
                        ? sequence(oid("1.2.840.113549.1.1.11"), Der.nothing())
                        : sequence(oid("1.2.840.10045.4.3.2"));
        byte[] signed =
                sequence(
                        tagged(Der.CONTEXT | Der.CONSTRUCTED, integer(2)),
                        integer(SERIAL.getAndIncrement()),
                        algorithm,
                        issuer,
                        sequence(Der.time(validity.from()), Der.time(validity.to())),
                        subject.name(),
                        subject.key().getEncoded(),
                        tagged(Der.CONTEXT | Der.CONSTRUCTED | 3, subject.extensions()));
        try {
            Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(by);
            signature.update(signed);
            byte[] all = sequence(signed, algorithm, bits(0, signature.sign()));
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(all));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] authorityExtensions() {
        byte keyCertSign = 0x04;
        return sequence(
                extension("2.5.29.19", true, sequence(Der.yes())),
                extension("2.5.29.15", true, bits(2, new byte[] {keyCertSign})));
    }

    private static byte[] endExtensions(String purpose, List<byte[]> alternativeNames) {
        byte digitalSignature = (byte) 0x80;
        byte[] usage = extension("2.5.29.15", true, bits(7, new byte[] {digitalSignature}));
        byte[] purposes = extension("2.5.29.37", false, sequence(oid(purpose)));
        if (alternativeNames.isEmpty()) {
            return sequence(usage, purposes);
        }
        byte[] names = sequence(alternativeNames.toArray(byte[][]::new));
        return sequence(usage, purposes, extension("2.5.29.17", false, names));
    }

    private static byte[] extension(String id, boolean critical, byte[] value) {
        return critical
                ? sequence(oid(id), Der.yes(), octets(value))
                : sequence(oid(id), octets(value));
    }

    private static List<byte[]> hosts(String... names) {
        return Stream.of(names)
                .map(
                        name ->
                                name.contains(":") || name.matches("[0-9.]+")
                                        ? tagged(ADDRESS, InetAddress.ofLiteral(name).getAddress())
                                        : tagged(DNS_NAME, Der.ascii(name)))
                .toList();
    }

    private record Validity(Instant from, Instant to) {
        static Validity month() {
            Instant now = Instant.now();
            return new Validity(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(30)));
        }
    }

    private record Subject(String commonName, PublicKey key, byte[] extensions) {
        byte[] name() {
            return sequence(Der.set(sequence(oid("2.5.4.3"), Der.text(commonName))));
        }
    }
}
