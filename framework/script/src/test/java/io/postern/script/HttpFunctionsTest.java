// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class HttpFunctionsTest {
    @TempDir private Path home;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private String origin;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", HttpFunctionsTest::echo);
        server.createContext("/slow", exchange -> delayed(exchange, 400));
        server.createContext("/silent", exchange -> delayed(exchange, 50_000));
        server.start();
        origin = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.close();
    }

    private static void echo(HttpExchange exchange) throws IOException {
        String said =
                exchange.getRequestMethod()
                        + " "
                        + exchange.getRequestURI()
                        + " "
                        + exchange.getRequestHeaders().getFirst("X-Test")
                        + " "
                        + new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        byte[] body = said.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("X-Kind", "echo");
        exchange.sendResponseHeaders(
                exchange.getRequestURI().getPath().equals("/no") ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void delayed(HttpExchange exchange, long millis) throws IOException {
        try {
            boolean _ = end.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
        echo(exchange);
    }

    private String ask(String expression) throws InterruptedException {
        return ask(expression, TestScript.PATIENT);
    }

    private String ask(String expression, Limits limits) throws InterruptedException {
        String source =
                """
                import { http, reject } from 'postern';
                const origin = '%s';
                export const onHelo = () => reject('5.0.0', String(%s));
                """
                        .formatted(origin, expression);
        Path file = home.resolve("scripts/policy.js");
        TestScript.write(file, source);
        try (WebAccess web = new WebAccess(List.of(origin));
                TestScript script = TestScript.asking(file, home, limits, web)) {
            Verdict verdict = script.hook(HeloPolicy.class).onHelo(TestMail.client("192.0.2.1"));
            return ((Verdict.Reject) verdict).status().text();
        }
    }

    @Test
    void serversAreAsked() throws Exception {
        assertThat(ask("http.get(origin + '/a?b=c', { headers: { 'X-Test': 'yes' } }).body"))
                .isEqualTo("GET /a?b=c yes ");
        assertThat(ask("http.post(origin + '/a', JSON.stringify({ b: 'ä' })).body"))
                .isEqualTo("POST /a null {\"b\":\"ä\"}");
        assertThat(ask("http.get(origin + '/no').status")).isEqualTo("404");
        assertThat(ask("http.get(origin + '/').header('x-kind')")).isEqualTo("echo");
    }

    @Test
    void waitingDoesNotCountAsRunning() throws Exception {
        assertThat(
                        ask(
                                "http.get(origin + '/slow').status",
                                TestScript.limits(Duration.ofMillis(200), 1)))
                .isEqualTo("200");
    }

    @Test
    void silenceIsAnError() {
        Limits limits =
                new Limits(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        1_000_000,
                        1,
                        200);
        assertThatThrownBy(() -> ask("http.get(origin + '/silent', { timeout: 1 })", limits))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessageMatching(
                        "scripts/policy.js:3:\\d+: http://127.0.0.1:\\d+: no answer after 1000 ms");
    }

    /** All waiting of one call together has an end, whatever the script says. */
    @Test
    void waitingHasAnEnd() {
        assertThatThrownBy(() -> ask("http.get(origin + '/silent', { timeout: 5 })"))
                .hasMessageEndingWith("no answer from outside after 1000 ms");
    }

    @Test
    void longBodyIsAnError() {
        assertThatThrownBy(() -> ask("http.get(origin + '/', { limit: 3 })"))
                .hasMessageContaining(origin + ": ");
    }

    @Test
    void strangersAreNotAsked() {
        assertThatThrownBy(() -> ask("http.get('http://127.0.0.1:1/')"))
                .hasMessageContaining("http://127.0.0.1:1 isn't among scripts: http-origins:");
        assertThatThrownBy(() -> ask("http.get('http://localhost' + origin.slice(16))"))
                .hasMessageContaining("isn't among");
        assertThatThrownBy(() -> ask("http.get('https' + origin.slice(4))"))
                .hasMessageContaining("isn't among");
        assertThatThrownBy(() -> ask("http.get('http://x@' + origin.slice(7))"))
                .hasMessageContaining("no http or https address");
        assertThatThrownBy(() -> ask("http.get('file:///etc/passwd')"))
                .hasMessageContaining("no http or https address");
    }

    @Test
    void networkDataNeverBecomesAHeader() {
        assertThatThrownBy(
                        () -> ask("http.get(origin, { headers: { 'X-Test': 'a\\r\\nHost: b' } })"))
                .hasMessageContaining("invalid header value");
    }

    @Test
    void originsAreChecked() {
        assertThatThrownBy(() -> new WebAccess(List.of("https://api.example.org/v1")))
                .hasMessageContaining("has a path");
        assertThatThrownBy(() -> new WebAccess(List.of("api.example.org")))
                .hasMessageContaining("no http or https address");
        assertThat(
                        new WebAccess(List.of("https://API.example.org/"))
                                .require("https://api.example.org:443/v1"))
                .hasPath("/v1");
    }
}
