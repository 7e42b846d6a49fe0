// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.transport.smtp.SmtpBench.assertDelivered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.TlsLevel;
import io.postern.testkit.SinkAction;
import io.postern.testkit.Stage;
import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;
import io.postern.tls.ClientIdentity;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;

import javax.net.ssl.SSLPeerUnverifiedException;

/** The certificate that we show to hosts which ask for one. */
@Timeout(60)
class ClientCertificateIT {
    private static final TestCertificates AUTHORITY = TestCertificates.authority("client CA");

    private final SmtpBench bench = new SmtpBench();

    @TempDir Path folder;

    @BeforeEach
    void ask() {
        var context = AUTHORITY.server("mx.sink.test").context(AUTHORITY);
        bench.sink.keywords("PIPELINING", "STARTTLS");
        bench.sink
                .at(Stage.STARTTLS)
                .does(SinkAction.reply("220 2.0.0 go"), session -> session.startTls(context, true));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void show(TestCertificate own) throws Exception {
        Path certificate = own.writeCertificate(folder.resolve("own.pem"));
        Path key = own.writeKey(folder.resolve("own.key"));
        bench.tls(
                TlsLevel.VERIFY,
                AUTHORITY.writeRoot(folder.resolve("ca.pem")),
                ClientIdentity.of(certificate, key));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isShownToWhoAsks(boolean rsa) throws Exception {
        TestCertificate own = (rsa ? AUTHORITY.rsa() : AUTHORITY).client("relay.example.test");
        show(own);
        assertDelivered(bench.outcome(bench.attempt()));
        assertThat(shown()).isEqualTo(own.certificate());
    }

    @Test
    void leadsToItsAuthority() throws Exception {
        show(AUTHORITY.intermediate("between").client("relay.example.test"));
        assertDelivered(bench.outcome(bench.attempt()));
    }

    @Test
    void whoHasNoneIsRefusedByTheHost() throws Exception {
        bench.tls(TlsLevel.VERIFY, AUTHORITY.writeRoot(folder.resolve("ca.pem")));
        // In TLS 1.3 the refusal comes after the handshake, and a reset may overtake it.
        assertThat(bench.outcome(bench.attempt()))
                .isInstanceOfSatisfying(
                        DeliveryOutcome.Deferred.class,
                        outcome -> assertThat(outcome.blame()).isEqualTo(Blame.DESTINATION));
        assertThat(bench.sink.messages()).isEmpty();
    }

    @Test
    void aNewOneIsShownAfterItsFilesHaveChanged() throws Exception {
        show(AUTHORITY.client("relay.example.test"));
        SmtpTransport transport = bench.transport();
        TestCertificate renewed = AUTHORITY.client("relay.example.test");
        FileTime later = FileTime.from(Instant.now().plusSeconds(2));
        Files.setLastModifiedTime(renewed.writeCertificate(folder.resolve("own.pem")), later);
        Files.setLastModifiedTime(renewed.writeKey(folder.resolve("own.key")), later);
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            SmtpBench.deliver(transport, bench.attempt());
                            assertThat(shown()).isEqualTo(renewed.certificate());
                        });
    }

    @Test
    void aKeyNeedsACertificate() {
        assertThatThrownBy(() -> Settings.of(TestOptions.with(Map.of("tlsKey", "/etc/own.key"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tls-certificate");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        Path certificate = AUTHORITY.client("a.test").writeCertificate(folder.resolve("a.pem"));
        Path key = AUTHORITY.client("b.test").writeKey(folder.resolve("b.key"));
        Map<String, Object> given =
                Map.of("tlsCertificate", certificate.toString(), "tlsKey", key.toString());
        assertThatThrownBy(() -> Settings.of(TestOptions.with(given)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("b.key");
    }

    private X509Certificate shown() throws SSLPeerUnverifiedException {
        var session = bench.sink.sessions().getLast().tls().orElseThrow();
        return (X509Certificate) session.getPeerCertificates()[0];
    }
}
