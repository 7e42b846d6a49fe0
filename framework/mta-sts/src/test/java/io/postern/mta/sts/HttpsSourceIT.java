// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.postern.api.lookup.StsTrouble.Kind;
import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A real server; its names are in {@code src/test/resources/hosts}. */
@Timeout(60)
class HttpsSourceIT {
    private static final TestCertificates AUTHORITY = TestCertificates.authority("web CA");
    private static final TestCertificate GOOD = AUTHORITY.server("mta-sts.x.test");
    private static final String POLICY =
            "version: STSv1\nmode: enforce\nmx: mx.x.test\nmax_age: 86400\n";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpsServer server;
    private HttpsSource source;

    @BeforeEach
    void start() throws Exception {
        serve(GOOD);
    }

    @AfterEach
    void stop() {
        end.countDown();
        source.close();
        server.stop(0);
        threads.close();
    }

    private void serve(TestCertificate certificate) throws Exception {
        server =
                HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
        server.setExecutor(threads);
        server.start();
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("root", AUTHORITY.root());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        source = new HttpsSource(context, server.getAddress().getPort(), Duration.ofSeconds(2));
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private void answers(Handler handler) {
        server.createContext(
                "/.well-known/mta-sts.txt",
                exchange -> {
                    try (exchange) {
                        handler.handle(exchange);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                });
    }

    private void answers(int status, String type, String body) {
        answers(exchange -> answer(exchange, status, type, body));
    }

    private static void answer(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, octets.length);
        exchange.getResponseBody().write(octets);
    }

    private void assertFails(Kind kind) throws InterruptedException {
        PolicySource.Fetched fetched = source.fetch("x.test");
        assertThat(fetched).isInstanceOf(PolicySource.Fetched.Failure.class);
        assertThat(((PolicySource.Fetched.Failure) fetched).trouble().kind())
                .as(fetched.toString())
                .isEqualTo(kind);
    }

    @Test
    void thePolicyIsRead() throws InterruptedException {
        answers(200, "text/plain; charset=utf-8", POLICY);

        assertThat(source.fetch("x.test")).isInstanceOf(PolicySource.Fetched.Policy.class);
    }

    @Test
    void aPageOfAnotherTypeIsNoPolicy() throws InterruptedException {
        answers(200, "text/html", POLICY);

        assertFails(Kind.INVALID);
    }

    @Test
    void otherTextIsNoPolicy() throws InterruptedException {
        answers(200, "text/plain", "hello");

        assertFails(Kind.INVALID);
    }

    @Test
    void redirectsAreNotFollowed() throws InterruptedException {
        server.createContext("/policy", exchange -> answer(exchange, 200, "text/plain", POLICY));
        answers(
                exchange -> {
                    exchange.getResponseHeaders().set("Location", "/policy");
                    exchange.sendResponseHeaders(301, -1);
                });

        assertFails(Kind.FETCH);
    }

    @Test
    void noPageIsNoPolicy() throws InterruptedException {
        assertFails(Kind.FETCH);
    }

    @Test
    void anEndlessPageIsCutOff() throws InterruptedException {
        answers(
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(200, 0);
                    byte[] line = "x: y\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
                    while (end.getCount() > 0) {
                        exchange.getResponseBody().write(line);
                    }
                });

        assertFails(Kind.FETCH);
    }

    @Test
    void aSilentServerTimesOut() throws InterruptedException {
        answers(_ -> end.await());

        assertFails(Kind.FETCH);
    }

    @Test
    void aPageThatNeverEndsTimesOut() throws InterruptedException {
        answers(
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(200, POLICY.length());
                    exchange.getResponseBody().write('v');
                    exchange.getResponseBody().flush();
                    end.await();
                });

        assertFails(Kind.FETCH);
    }

    @Test
    void theCertificateMustBeGoodForTheName() throws Exception {
        for (TestCertificate wrong :
                new TestCertificate[] {
                    AUTHORITY.server("x.test"),
                    AUTHORITY.expired().server("mta-sts.x.test"),
                    TestCertificates.selfSigned("mta-sts.x.test")
                }) {
            source.close();
            server.stop(0);
            serve(wrong);
            answers(200, "text/plain", POLICY);
            assertFails(Kind.CERTIFICATE);
        }
    }

    @Test
    void aNameWithoutAddressAndAClosedPortFail() throws InterruptedException {
        PolicySource.Fetched fetched = source.fetch("unknown.test");
        assertThat(fetched).isInstanceOf(PolicySource.Fetched.Failure.class);

        server.stop(0);
        assertFails(Kind.FETCH);
    }
}
