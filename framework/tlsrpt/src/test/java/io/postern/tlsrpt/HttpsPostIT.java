// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

@Timeout(60)
class HttpsPostIT {
    private static final TestCertificates AUTHORITY = TestCertificates.authority("web CA");

    private final List<String> posted = new CopyOnWriteArrayList<>();
    private HttpsServer server;
    private HttpsPost https;

    @AfterEach
    void stop() {
        https.close();
        server.stop(0);
    }

    private URI serve(TestCertificate certificate, int status) throws Exception {
        server =
                HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
        server.createContext(
                "/in",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.US_ASCII);
                    String type = exchange.getRequestHeaders().getFirst("Content-Type");
                    posted.add(exchange.getRequestMethod() + " " + type + " " + body);
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("root", AUTHORITY.root());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        https = new HttpsPost(context);
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/in?a=b");
    }

    private boolean post(URI uri) throws InterruptedException {
        return https.post(uri, "report".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aReportIsPosted() throws Exception {
        assertThat(post(serve(AUTHORITY.server("127.0.0.1"), 201))).isTrue();
        assertThat(posted).containsExactly("POST application/tlsrpt+gzip report");
    }

    @Test
    void aRefusalIsNoDelivery() throws Exception {
        assertThat(post(serve(AUTHORITY.server("127.0.0.1"), 500))).isFalse();
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        assertThat(post(serve(AUTHORITY.server("127.0.0.1"), 307))).isFalse();
        assertThat(posted).hasSize(1);
    }

    @Test
    void aCertificateForAnotherNameGetsNothing() throws Exception {
        assertThat(post(serve(AUTHORITY.server("other.test"), 200))).isFalse();
        assertThat(posted).isEmpty();
    }
}
