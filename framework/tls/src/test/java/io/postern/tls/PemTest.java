// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Base64;

class PemTest {
    private static final TestCertificates AUTHORITY = TestCertificates.authority("test CA");

    @TempDir private Path folder;

    @Test
    void certificateAndKeyInTwoFilesAreRead() throws Exception {
        ServerIdentity identity = read(AUTHORITY.server("mx.test", "*.mx.test"));
        assertThat(identity.names()).containsExactlyInAnyOrder("mx.test", "*.mx.test");
        assertThat(identity.warning(Instant.now())).isEmpty();
    }

    @Test
    void certificateAndKeyInOneFileAreRead() throws Exception {
        TestCertificate certificate = AUTHORITY.server("mx.test");
        Path file =
                write("both.pem", certificate.keyPem() + "text\n" + certificate.certificatePem());
        assertThat(ServerIdentity.read(file, file).chain()).hasSize(1);
    }

    @Test
    void keysOfEachFormatAreRead() throws Exception {
        TestCertificate rsa = AUTHORITY.rsa().server("rsa.test");
        TestCertificate ec = AUTHORITY.server("ec.test");
        assertThat(read(rsa).key().getAlgorithm()).isEqualTo("RSA");
        Path pkcs1 = write("pkcs1.pem", pem("RSA PRIVATE KEY", inner(rsa.key().getEncoded())));
        assertThat(ServerIdentity.read(certificate(rsa), pkcs1).key()).isEqualTo(rsa.key());
        Path sec1 =
                write("sec1.pem", pem("EC PRIVATE KEY", withCurve(inner(ec.key().getEncoded()))));
        ECPrivateKey read = (ECPrivateKey) ServerIdentity.read(certificate(ec), sec1).key();
        assertThat(read.getS()).isEqualTo(((ECPrivateKey) ec.key()).getS());
    }

    @Test
    void encryptedKeyIsRefusedAndTheMessageSaysWhatToDo() throws Exception {
        Path new8 = write("k8.pem", pem("ENCRYPTED PRIVATE KEY", new byte[] {1}));
        Path old =
                write(
                        "old.pem",
                        pem("RSA PRIVATE KEY", new byte[] {1})
                                .replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\n"));
        for (Path key : new Path[] {new8, old}) {
            assertThatThrownBy(() -> ServerIdentity.read(certificate(AUTHORITY.server("a")), key))
                    .isInstanceOf(TlsFileException.class)
                    .hasMessageStartingWith(key + ": the key is encrypted")
                    .hasMessageContaining("openssl pkey");
        }
    }

    @Test
    void keyOfAnotherCertificateIsRefused() {
        TestCertificate one = AUTHORITY.server("a.test");
        Path other = AUTHORITY.server("b.test").writeKey(folder.resolve("other.pem"));
        assertThatThrownBy(() -> ServerIdentity.read(certificate(one), other))
                .hasMessageStartingWith(other + ": the key is not that of the certificate");
        Path kind = AUTHORITY.rsa().server("c.test").writeKey(folder.resolve("kind.pem"));
        assertThatThrownBy(() -> ServerIdentity.read(certificate(one), kind))
                .hasMessageContaining("not of the certificate's kind, which is EC");
    }

    @Test
    void chainOutOfOrderIsRefused() throws Exception {
        TestCertificate good = AUTHORITY.intermediate("middle").server("a.test");
        assertThat(read(good).chain()).hasSize(2);
        String leafLast =
                pem("CERTIFICATE", good.chain().get(1).getEncoded())
                        + pem("CERTIFICATE", good.chain().get(0).getEncoded());
        Path file = write("reversed.pem", leafLast);
        Path key = good.writeKey(folder.resolve("key.pem"));
        assertThatThrownBy(() -> ServerIdentity.read(file, key))
                .isInstanceOf(TlsFileException.class)
                .hasMessageStartingWith(file.toString());
        Path stranger =
                write(
                        "stranger.pem",
                        good.certificatePem() + AUTHORITY.server("b.test").certificatePem());
        assertThatThrownBy(() -> ServerIdentity.read(stranger, key))
                .hasMessageContaining("certificate 2 is not signed by certificate 3");
    }

    @Test
    void eachFileThatIsNoneSaysWhy() throws Exception {
        Path key = AUTHORITY.server("a").writeKey(folder.resolve("key.pem"));
        assertTrouble(folder.resolve("none.pem"), key, "is not there");
        assertTrouble(write("empty.pem", ""), key, "holds no certificate");
        assertTrouble(write("cut.pem", "-----BEGIN CERTIFICATE-----\nMIIB"), key, "has no end");
        assertTrouble(
                write("base.pem", "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n"),
                key,
                "is not Base64");
        assertTrouble(write("bad.pem", pem("CERTIFICATE", new byte[9])), key, "1 is damaged");
        Path good = certificate(AUTHORITY.server("a"));
        assertThatThrownBy(() -> ServerIdentity.read(good, good))
                .hasMessage(good + ": holds no private key");
        Path two = write("two.pem", Files.readString(key) + Files.readString(key));
        assertThatThrownBy(() -> ServerIdentity.read(good, two))
                .hasMessage(two + ": holds more than one private key");
    }

    @Test
    void expiryIsAWarning() throws Exception {
        assertThat(read(AUTHORITY.expired().server("a")).warning(Instant.now()).orElseThrow())
                .startsWith("expired at");
        Instant now = Instant.now();
        TestCertificates soon = AUTHORITY.valid(now.minusSeconds(60), now.plusSeconds(3600));
        assertThat(read(soon.server("a")).warning(now).orElseThrow()).startsWith("expires soon");
        TestCertificates later = AUTHORITY.valid(now.plusSeconds(60), now.plusSeconds(3600));
        assertThat(read(later.server("a")).warning(now)).hasValue("is not valid yet");
    }

    private void assertTrouble(Path certificate, Path key, String why) {
        assertThatThrownBy(() -> ServerIdentity.read(certificate, key))
                .isInstanceOf(TlsFileException.class)
                .hasMessageStartingWith(certificate + ": ")
                .hasMessageContaining(why);
    }

    private ServerIdentity read(TestCertificate certificate) throws TlsFileException {
        return ServerIdentity.read(
                certificate(certificate), certificate.writeKey(folder.resolve("key.pem")));
    }

    private Path certificate(TestCertificate certificate) {
        return certificate.writeCertificate(folder.resolve("cert.pem"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String pem(String label, byte[] octets) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }

    /** What PKCS#8 wraps. */
    private static byte[] inner(byte[] pkcs8) {
        ByteBuffer fields = Der.read(ByteBuffer.wrap(pkcs8), Der.SEQUENCE);
        Der.read(fields, Der.INTEGER);
        Der.read(fields, Der.SEQUENCE);
        return octets(Der.read(fields, Der.OCTET_STRING));
    }

    /** As openssl writes it: with the curve, P-256. */
    private static byte[] withCurve(byte[] key) {
        byte[] p256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07};
        ByteBuffer fields = Der.read(ByteBuffer.wrap(key), Der.SEQUENCE);
        return Der.value(
                Der.SEQUENCE,
                Der.value(Der.INTEGER, octets(Der.read(fields, Der.INTEGER))),
                Der.value(Der.OCTET_STRING, octets(Der.read(fields, Der.OCTET_STRING))),
                Der.value(Der.FIELD_0, Der.value(Der.OBJECT_IDENTIFIER, p256)));
    }

    private static byte[] octets(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.remaining()];
        buffer.get(octets);
        return octets;
    }
}
