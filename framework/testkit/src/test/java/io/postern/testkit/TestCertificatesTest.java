// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.X509TrustManager;

class TestCertificatesTest {
    private final TestCertificates authority = TestCertificates.authority("test CA");

    @Test
    void serverIsTrustedByWhoTrustsTheAuthority() {
        TestCertificate server = authority.server("mx.example.test", "127.0.0.1", "::1");

        assertThatCode(() -> trust(authority).checkServerTrusted(chain(server), "ECDHE_ECDSA"))
                .doesNotThrowAnyException();
        assertThatThrownBy(
                        () ->
                                trust(TestCertificates.authority("other"))
                                        .checkServerTrusted(chain(server), "ECDHE_ECDSA"))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void namesAreAlternativeNames() throws GeneralSecurityException {
        TestCertificate server = authority.server("mx.example.test", "127.0.0.1");
        TestCertificate client = authority.client("Alice", "alice@example.test");

        assertThat(server.certificate().getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(2, "mx.example.test"), List.of(7, "127.0.0.1"));
        assertThat(client.certificate().getSubjectAlternativeNames())
                .containsExactly(List.of(1, "alice@example.test"));
        assertThat(client.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=Alice");
    }

    @Test
    void clientIsNoServer() {
        TestCertificate client = authority.client("Alice");

        assertThatCode(() -> trust(authority).checkClientTrusted(chain(client), "ECDHE_ECDSA"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> trust(authority).checkServerTrusted(chain(client), "ECDHE_ECDSA"))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void intermediateIsInTheChain() {
        TestCertificate server = authority.intermediate("between").rsa().server("a.test");

        assertThat(server.chain()).hasSize(2);
        assertThat(server.key().getAlgorithm()).isEqualTo("RSA");
        assertThatCode(() -> trust(authority).checkServerTrusted(chain(server), "ECDHE_RSA"))
                .doesNotThrowAnyException();
    }

    @Test
    void expiredIsExpired() {
        X509Certificate certificate = authority.expired().server("a.test").certificate();

        assertThatThrownBy(certificate::checkValidity)
                .isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void filesAreRead(@TempDir Path folder) throws Exception {
        TestCertificate server = authority.intermediate("between").server("a.test");
        Path file = server.writeCertificate(folder.resolve("cert.pem"));

        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> read =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            assertThat(read).isEqualTo(server.chain());
        }
        assertThat(server.writeKey(folder.resolve("key.pem")))
                .content()
                .startsWith("-----BEGIN PRIVATE KEY-----\n")
                .endsWith("\n-----END PRIVATE KEY-----\n");
        assertThat(authority.writeRoot(folder.resolve("ca.pem"))).isNotEmptyFile();
    }

    private static X509Certificate[] chain(TestCertificate certificate) {
        return certificate.chain().toArray(X509Certificate[]::new);
    }

    private static X509TrustManager trust(TestCertificates authority)
            throws GeneralSecurityException {
        return (X509TrustManager) TestCertificate.trustManagers(authority)[0];
    }
}
