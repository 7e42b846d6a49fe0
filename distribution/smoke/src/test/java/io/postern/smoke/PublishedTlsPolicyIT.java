// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.StubDns;
import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;

/**
 * MTA-STS (RFC 8461) from the TXT record to the message: a policy is fetched by HTTPS from the port
 * that the RFC gives it, and the host that it names is held to it.
 */
@Timeout(180)
class PublishedTlsPolicyIT {
    private static final String ADDRESS = "127.61.0.1";
    private static final String PASSWORD = "changeit";
    private static final TestCertificates AUTHORITY = TestCertificates.authority("the web");

    /** Nobody vouches for these in the eyes of the server under test. */
    private static final TestCertificates STRANGER = TestCertificates.authority("nobody");

    private final StubDns dns = StubDns.start();
    private final SmtpSink sink = SmtpSink.start(ADDRESS, 0).keywords("STARTTLS");

    @TempDir private Path folder;

    private HttpsServer web;

    @BeforeEach
    void publish() throws Exception {
        dns.mx("strict.test", 10, "mx.strict.test")
                .a("mx.strict.test", ADDRESS)
                .txt("_mta-sts.strict.test", "v=STSv1; id=20261125;");
        InetSocketAddress https = new InetSocketAddress(InetAddress.ofLiteral(ADDRESS), 443);
        try {
            web = HttpsServer.create(https, 0);
        } catch (BindException refused) {
            abort("port 443 can't be had here: " + refused.getMessage());
        }
        web.setHttpsConfigurator(
                new HttpsConfigurator(AUTHORITY.server("mta-sts.strict.test").context()));
        byte[] policy =
                """
                version: STSv1\r
                mode: enforce\r
                mx: mx.strict.test\r
                max_age: 86400\r
                """
                        .getBytes(StandardCharsets.US_ASCII);
        web.createContext(
                "/.well-known/mta-sts.txt",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(200, policy.length);
                    try (OutputStream body = exchange.getResponseBody()) {
                        body.write(policy);
                    }
                });
        web.start();
    }

    @AfterEach
    void close() {
        if (web != null) {
            web.stop(0);
        }
        sink.close();
        dns.close();
    }

    @Test
    void theHostThatThePolicyNamesGetsTheMessageInTls() throws Exception {
        sink.tls(AUTHORITY.server("mx.strict.test").context());
        try (PosternProcess postern = started()) {
            send(postern);
            assertThat(sink.awaitMessages(1)).allMatch(message -> message.inTls());
            PosternProcess.Outcome told = postern.command("tls", "policy", "strict.test");
            assertThat(told.out()).contains("enforce").contains("mx.strict.test");
            assertThat(postern.stop()).isZero();
        }
    }

    @Test
    void aHostWithACertificateThatNobodyVouchesForGetsNothing() throws Exception {
        TestCertificate unknown = STRANGER.server("mx.strict.test");
        sink.tls(unknown.context());
        try (PosternProcess postern = started()) {
            send(postern);
            await().untilAsserted(() -> assertThat(postern.log()).contains("status=deferred"));
            assertThat(postern.log()).contains("4.7.5");
            assertThat(sink.messages()).isEmpty();
            assertThat(Queue.count(postern)).isEqualTo(1);
            assertThat(postern.stop()).isZero();
        }
    }

    @Test
    void whatTheDiskHasOfAPolicyHoldsWithoutTheWeb() throws Exception {
        sink.tls(AUTHORITY.server("mx.strict.test").context());
        try (PosternProcess postern = started()) {
            send(postern);
            sink.awaitMessages(1);
            assertThat(postern.stop()).isZero();
            web.stop(0);
            sink.tls(STRANGER.server("mx.strict.test").context());
            postern.start();
            send(postern);
            await().untilAsserted(() -> assertThat(postern.log()).contains("4.7.5"));
            assertThat(sink.messages()).hasSize(1);
            assertThat(postern.stop()).isZero();
        }
    }

    private PosternProcess started() throws Exception {
        Path names = Files.writeString(folder.resolve("hosts"), ADDRESS + " mta-sts.strict.test\n");
        return PosternProcess.inHome(folder.resolve("home"), configuration())
                .javaOptions(
                        "-Djdk.net.hosts.file=" + names,
                        "-Djavax.net.ssl.trustStore=" + roots(),
                        "-Djavax.net.ssl.trustStorePassword=" + PASSWORD)
                .start();
    }

    private Path roots() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("web", AUTHORITY.root());
        Path file = folder.resolve("roots.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private String configuration() {
        return """
        hostname: out.postern.test
        listeners:
          - {name: smtp, bind: "127.0.0.1:0"}
        relay: {networks: [127.0.0.0/8]}
        dns: {servers: ["%s"]}
        routers:
          - {name: internet, type: mx, transport: smtp, port: %d}
        transports:
          smtp: {type: smtp}
        mta-sts: {}
        queue: {retry: ["10m x 5"], delay-warning: 0s}
        admin: {bind: "127.0.0.1:0"}
        """
                .formatted(dns.endpoint(), sink.port());
    }

    private static void send(PosternProcess postern) throws IOException {
        try (RawSmtpClient client = postern.greeted()) {
            byte[] message = Octets.message("for your eyes\r\n");
            client.expect(
                    250, client.transaction("s@home.test", List.of("u@strict.test"), message));
        }
    }
}
