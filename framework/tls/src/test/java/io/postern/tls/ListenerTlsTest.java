// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.ClientCertificate;
import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

class ListenerTlsTest {
    private static final TestCertificates AUTHORITY = TestCertificates.authority("test CA");
    private static final TestCertificates CLIENT_CA = TestCertificates.authority("client CA");

    private final List<Path> certificates = new ArrayList<>();
    private final List<Path> keys = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private TlsSettings.Clients clients = TlsSettings.Clients.REQUEST;
    private Optional<Path> clientCa = Optional.empty();
    private String minimum = "TLSv1.2";

    @TempDir private Path folder;

    @Test
    void certificateIsChosenByName() throws Exception {
        add(AUTHORITY.server("first.test"));
        add(AUTHORITY.server("mx.test", "*.mx.test"));
        add(AUTHORITY.server("a.mx.test"));
        ListenerTls tls = open();
        assertThat(shownTo(tls, "mx.test", "TLSv1.3")).isEqualTo("CN=mx.test");
        assertThat(shownTo(tls, "A.MX.test", "TLSv1.2")).isEqualTo("CN=a.mx.test");
        assertThat(shownTo(tls, "b.mx.test", "TLSv1.2")).isEqualTo("CN=mx.test");
        assertThat(shownTo(tls, "b.b.mx.test", "TLSv1.3")).isEqualTo("CN=first.test");
        assertThat(shownTo(tls, "else.test", "TLSv1.3")).isEqualTo("CN=first.test");
    }

    @Test
    void eachClientGetsTheKindItCanVerify() throws Exception {
        add(AUTHORITY.server("mx.test"));
        add(AUTHORITY.rsa().server("mx.test"));
        ListenerTls tls = open();
        assertThat(suite(tls, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")).contains("_RSA_");
        assertThat(suite(tls, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")).contains("_ECDSA_");
    }

    @Test
    void oldProtocolsAndOldSuitesAreRefused() throws Exception {
        add(AUTHORITY.rsa().server("mx.test"));
        ListenerTls tls = open();
        assertThatThrownBy(() -> suite(tls, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"))
                .isInstanceOf(SSLException.class);
        assertThat(tls.engine().getEnabledProtocols()).containsExactly("TLSv1.2", "TLSv1.3");
        minimum = "TLSv1.3";
        ListenerTls strict = open();
        assertThatThrownBy(() -> shownTo(strict, "mx.test", "TLSv1.2"))
                .isInstanceOf(SSLException.class);
        assertThat(shownTo(strict, "mx.test", "TLSv1.3")).isEqualTo("CN=mx.test");
    }

    @Test
    void applicationThatIsNotMailIsRefused() throws Exception {
        add(AUTHORITY.server("mx.test"));
        ListenerTls tls = open();
        assertThatThrownBy(() -> Handshake.with(tls.engine(), asking("h2", "http/1.1")))
                .isInstanceOf(SSLException.class);
        Handshake.with(tls.engine(), asking("h2", "smtp"));
    }

    @Test
    void clientIsKnownOnlyByACertificateThatIsVouchedFor() throws Exception {
        add(AUTHORITY.server("mx.test"));
        clientCa = Optional.of(CLIENT_CA.writeRoot(folder.resolve("ca.pem")));
        ListenerTls tls = open();
        TestCertificate good = CLIENT_CA.client("somebody", "a@client.test");
        assertThat(client(tls, good.context(AUTHORITY)))
                .hasValue(
                        new ClientCertificate(
                                "CN=somebody", List.of("a@client.test"), good.fingerprint()));
        assertThat(client(tls, CLIENT_CA.intermediate("m").client("b").context(AUTHORITY)))
                .isPresent();
        assertThat(client(tls, AUTHORITY.trustingContext())).isEmpty();
        assertThat(client(tls, AUTHORITY.client("unknown").context(AUTHORITY))).isEmpty();
        assertThat(client(tls, CLIENT_CA.expired().client("late").context(AUTHORITY))).isEmpty();
        assertThat(client(tls, CLIENT_CA.server("server.test").context(AUTHORITY))).isEmpty();
    }

    @Test
    void controlCharactersInNamesDoNotGetThrough() throws Exception {
        add(AUTHORITY.server("mx.test"));
        clientCa = Optional.of(CLIENT_CA.writeRoot(folder.resolve("ca.pem")));
        TestCertificate evil = CLIENT_CA.client("a\r\nRCPT TO:<b@c>\0d", "x@y\r\nz", "good@y");
        ClientCertificate seen = client(open(), evil.context(AUTHORITY)).orElseThrow();
        assertThat(seen.subject().chars()).noneMatch(Character::isISOControl);
        assertThat(seen.names()).containsExactly("good@y");
    }

    @Test
    void whereACertificateIsRequiredTheHandshakeFailsWithoutAGoodOne() throws Exception {
        add(AUTHORITY.server("mx.test"));
        clientCa = Optional.of(CLIENT_CA.writeRoot(folder.resolve("ca.pem")));
        clients = TlsSettings.Clients.REQUIRE;
        ListenerTls tls = open();
        assertThat(client(tls, CLIENT_CA.client("a").context(AUTHORITY))).isPresent();
        assertThatThrownBy(() -> client(tls, AUTHORITY.trustingContext()))
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> client(tls, AUTHORITY.client("b").context(AUTHORITY)))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void sessionOfOneListenerIsNotTakenUpByAnother() throws Exception {
        add(AUTHORITY.server("mx.test"));
        TlsFiles files = files();
        ListenerTls one = new ListenerTls(() -> files);
        ListenerTls other = new ListenerTls(() -> files);
        SSLContext context = AUTHORITY.trustingContext();
        Handshake.with(one.engine(), Handshake.client(context, "mx.test"));
        assertThat(Handshake.with(one.engine(), Handshake.client(context, "mx.test")).isResumed())
                .isTrue();
        assertThat(Handshake.with(other.engine(), Handshake.client(context, "mx.test")).isResumed())
                .isFalse();
    }

    @Test
    void bindingsAreTheSameAtBothEnds() throws Exception {
        add(AUTHORITY.server("mx.test"));
        SSLEngine server = open().engine();
        SSLEngine client = Handshake.client(AUTHORITY.trustingContext(), "mx.test");
        Handshake.with(server, client);
        assertThat(ListenerTls.exporter(server.getSession()))
                .hasSize(32)
                .isEqualTo(ListenerTls.exporter(client.getSession()));
        assertThat(ListenerTls.endPoint(server.getSession())).hasSize(32);
    }

    @Test
    void renewedFileIsTakenUpByRenameAndBySwapOfALink() throws Exception {
        TestCertificate before = AUTHORITY.server("before.test");
        Path certificate = before.writeCertificate(folder.resolve("1.cert"));
        Path link = Files.createSymbolicLink(folder.resolve("live.cert"), certificate);
        Path key = before.writeKey(folder.resolve("live.key"));
        certificates.add(link);
        keys.add(key);
        ListenerTls tls = open();
        assertThat(shownTo(tls, "x", "TLSv1.3")).isEqualTo("CN=before.test");

        TestCertificate after = AUTHORITY.server("after.test");
        Path next = after.writeCertificate(folder.resolve("2.cert"));
        Path swap = Files.createSymbolicLink(folder.resolve("swap"), next);
        Files.move(swap, link, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        later();
        assertThat(shownTo(tls, "x", "TLSv1.3"))
                .describedAs("the key isn't there yet")
                .isEqualTo("CN=before.test");
        Files.move(
                after.writeKey(folder.resolve("new.key")),
                key,
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(shownTo(tls, "x", "TLSv1.3"))
                .describedAs("not looked at all the time")
                .isEqualTo("CN=before.test");
        later();
        assertThat(shownTo(tls, "x", "TLSv1.3")).isEqualTo("CN=after.test");
    }

    @Test
    void brokenFileChangesNothing() throws Exception {
        add(AUTHORITY.server("mx.test"));
        ListenerTls tls = open();
        Files.writeString(certificates.getFirst(), "rubbish");
        later();
        assertThat(shownTo(tls, "mx.test", "TLSv1.3")).isEqualTo("CN=mx.test");
        Files.delete(certificates.getFirst());
        later();
        assertThat(shownTo(tls, "mx.test", "TLSv1.3")).isEqualTo("CN=mx.test");
    }

    @Test
    void settingsWithoutSenseAreToldToTheListener() {
        assertThatThrownBy(this::open).hasMessage("tls: there is no certificate");
        add(AUTHORITY.server("mx.test"));
        minimum = "SSLv3";
        assertThatThrownBy(this::open).hasMessageContaining("SSLv3 is none of TLSv1.2, TLSv1.3");
        minimum = "TLSv1.2";
        clients = TlsSettings.Clients.REQUIRE;
        assertThatThrownBy(this::open).hasMessageContaining("require needs client-ca");
        clients = TlsSettings.Clients.NONE;
        keys.add(keys.getFirst());
        assertThatThrownBy(this::open).hasMessage("tls: key: there are 2 keys for 1 certificates");
    }

    private void add(TestCertificate certificate) {
        String name = "server" + certificates.size();
        certificates.add(certificate.writeCertificate(folder.resolve(name + ".pem")));
        keys.add(certificate.writeKey(folder.resolve(name + ".key")));
    }

    private ListenerTls open() throws TlsFileException {
        TlsFiles files = files();
        return new ListenerTls(() -> files);
    }

    private TlsFiles files() {
        TlsSettings settings =
                new TlsSettings(certificates, keys, clientCa, clients, minimum, List.of());
        return new TlsFiles(settings, Duration.ofSeconds(1), now::get);
    }

    private void later() {
        now.addAndGet(Duration.ofSeconds(2).toNanos());
    }

    private static SSLEngine asking(String... applications) {
        SSLEngine client = Handshake.client(AUTHORITY.trustingContext(), "mx.test");
        SSLParameters parameters = client.getSSLParameters();
        parameters.setApplicationProtocols(applications);
        client.setSSLParameters(parameters);
        return client;
    }

    private static String shownTo(ListenerTls tls, String name, String protocol)
            throws SSLException {
        SSLEngine client = Handshake.client(AUTHORITY.trustingContext(), name);
        client.setEnabledProtocols(new String[] {protocol});
        Handshake.with(tls.engine(), client);
        X509Certificate shown = (X509Certificate) client.getSession().getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName();
    }

    private static String suite(ListenerTls tls, String suite) throws SSLException {
        SSLEngine client = Handshake.client(AUTHORITY.trustingContext(), "mx.test");
        client.setEnabledProtocols(new String[] {"TLSv1.2"});
        client.setEnabledCipherSuites(new String[] {suite});
        Handshake.with(tls.engine(), client);
        return client.getSession().getCipherSuite();
    }

    private static Optional<ClientCertificate> client(ListenerTls tls, SSLContext context)
            throws SSLException {
        SSLEngine server = tls.engine();
        Handshake.with(server, Handshake.client(context, "mx.test"));
        return tls.client(server.getSession());
    }
}
