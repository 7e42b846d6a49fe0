// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.ConnectionLeave;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.api.transport.Transport;
import io.postern.testkit.Addresses;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;
import io.postern.testkit.TransportContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

@Timeout(60)
class HttpTransportIT implements TransportContract {
    private static final Recipient ALICE = Addresses.recipient("alice@example.test");
    private static final Recipient BOB = Addresses.recipient("bob@example.test");

    private record Request(Map<String, List<String>> fields, byte[] body) {
        String field(String name) {
            return fields.get(name).getFirst();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch silence = new CountDownLatch(1);
    private HttpServer server;
    private volatile int code = 204;
    private volatile boolean silent;

    @BeforeEach
    void start() throws IOException {
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/mail", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        silence.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(
                new Request(
                        Map.copyOf(exchange.getRequestHeaders()),
                        exchange.getRequestBody().readAllBytes()));
        if (silent) {
            try {
                silence.await();
            } catch (InterruptedException _) {
                return;
            }
        }
        exchange.getResponseHeaders().add("Retry-After", "120 \u00e9");
        exchange.getResponseHeaders().add("Location", url("/elsewhere"));
        exchange.sendResponseHeaders(code, -1);
        exchange.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Override
    public Transport transport() {
        return transport(Map.of());
    }

    private HttpTransport transport(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.putIfAbsent("url", url("/mail"));
        return new HttpTransport(
                (HttpTransport.Options)
                        Proxy.newProxyInstance(
                                HttpTransport.Options.class.getClassLoader(),
                                new Class<?>[] {HttpTransport.Options.class},
                                (_, method, _) ->
                                        all.getOrDefault(
                                                method.getName(), method.getDefaultValue())));
    }

    @Override
    public TestAttempt attempt() {
        return TestAttempt.of(TestMessage.saying("hello")).to(List.of(ALICE, BOB));
    }

    @Override
    public void arrivedFor(Collection<Recipient> recipients) {
        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst().fields().get("X-postern-recipient"))
                .containsExactlyInAnyOrderElementsOf(
                        recipients.stream().map(Recipient::toString).toList());
    }

    private DeliveryOutcome outcome(Map<String, Object> values) throws InterruptedException {
        return transport(values).deliver(attempt()).outcomes().get(ALICE);
    }

    @Test
    void theMessageIsPostedAsItIsWithItsEnvelopeInFields() throws Exception {
        byte[] octets = new byte[5_000_000];
        new Random(1).nextBytes(octets);
        Recipient strange = Addresses.recipient("b\u00f6b%x@example.test");

        transport().deliver(attempt().message(TestMessage.of(octets)).to(List.of(strange)));

        Request request = requests.getFirst();
        assertThat(request.body()).isEqualTo(octets);
        assertThat(request.field("Content-type")).isEqualTo("message/rfc822");
        assertThat(request.field("Content-length")).isEqualTo("5000000");
        assertThat(request.field("X-postern-queue-id")).isEqualTo("q1");
        assertThat(request.field("X-postern-reverse-path")).isEqualTo("sender@client.test");
        assertThat(request.field("X-postern-recipient")).isEqualTo("b%C3%B6b%25x@example.test");
        assertThat(request.fields()).doesNotContainKey("X-postern-signature");
    }

    @Test
    void jsonHasTheEnvelopeAndTheMessageInBase64() throws Exception {
        for (int size : List.of(0, 1, 2, 3, 24 * 1024, 100_000)) {
            requests.clear();
            byte[] octets = new byte[size];
            new Random(size).nextBytes(octets);
            Recipient strange = Addresses.recipient("q\"b\\\u00f6@example.test");

            transport(Map.of("format", HttpTransport.Format.JSON))
                    .deliver(
                            attempt()
                                    .from("")
                                    .message(TestMessage.of(octets))
                                    .to(List.of(strange)));

            String text = requests.getFirst().text();
            assertThat(requests.getFirst().field("Content-length"))
                    .isEqualTo(String.valueOf(text.length()));
            assertThat(text)
                    .startsWith(
                            "{\"queueId\":\"q1\",\"reversePath\":\"\",\"recipients\":"
                                    + "[\"\\\"q\\\\\\\"b\\\\\\\\\\u00f6\\\"@example.test\"],"
                                    + "\"size\":"
                                    + size
                                    + ",\"message\":\"")
                    .endsWith("\"}");
            String encoded = text.substring(text.indexOf("\"message\":\"") + 11, text.length() - 2);
            assertThat(Base64.getDecoder().decode(encoded)).isEqualTo(octets);
        }
    }

    @Test
    void requestsAreSignedWithTheirTime() throws Exception {
        transport(Map.of("_secret", "s3cret")).deliver(attempt());

        Request request = requests.getFirst();
        String[] signature = request.field("X-postern-signature").split("t=|,v1=");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signed =
                signature[1]
                        + "\nq1\nsender@client.test\nalice@example.test\nbob@example.test\n\n"
                        + request.text();
        assertThat(signature[2])
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        assertThat(Instant.ofEpochSecond(Long.parseLong(signature[1])))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({
        "200, 2.0.0", "202, 2.0.0", "301, 4.3.5", "307, 4.3.5", "400, 5.3.0", "401, 4.7.0",
        "403, 4.7.0", "404, 5.3.0", "408, 4.4.2", "410, 5.3.0", "413, 5.3.4", "422, 5.3.0",
        "425, 4.4.2", "429, 4.4.5", "500, 4.3.0", "503, 4.3.0"
    })
    void codesMeanWhatTheySay(int answered, String status) throws InterruptedException {
        code = answered;

        assertThat(outcome(Map.of()).status().code()).isEqualTo(status);
        assertThat(requests).hasSize(1);
    }

    @Test
    void whenToComeAgainIsInTheTextEscaped() throws InterruptedException {
        code = 429;

        assertThat(outcome(Map.of()).status().text())
                .startsWith("HTTP 429 from 127.0.0.1, retry after 120")
                .matches("[ -~]+");
    }

    @Test
    void manyRecipientsAreSeveralRequests() throws InterruptedException {
        assertThat(transport(Map.of("recipients", 1)).deliver(attempt()).outcomes().values())
                .hasOnlyElementsOfType(Delivered.class);
        assertThat(requests).hasSize(2);
    }

    @Test
    void aServiceThatIsDownBlamesTheDestination() throws InterruptedException {
        Deferred deferred =
                (Deferred)
                        outcome(Map.of("url", "http://127.0.0.1:" + SmtpSink.closedPort() + "/"));

        assertThat(deferred.status().code()).isEqualTo("4.4.1");
        assertThat(deferred.blame()).isEqualTo(Blame.DESTINATION);
        assertThat(deferred.doubtful()).isFalse();
    }

    @Test
    void aSilentServiceIsLeftInTimeAndInDoubt() throws InterruptedException {
        silent = true;

        Deferred deferred = (Deferred) outcome(Map.of("timeout", "PT0.3S"));

        assertThat(deferred.status().code()).isEqualTo("4.4.2");
        assertThat(deferred.doubtful()).isTrue();
    }

    @Test
    void aSignedMessageThatCannotBeReadIsNotSent() throws InterruptedException {
        DeliveryOutcome outcome =
                transport(Map.of("_secret", "x"))
                        .deliver(attempt().message(TestMessage.unreadable()))
                        .outcomes()
                        .get(ALICE);

        assertThat(((Deferred) outcome).blame()).isEqualTo(Blame.MESSAGE);
        assertThat(requests).isEmpty();
    }

    @Test
    void asksLeaveToConnect() throws InterruptedException {
        DeliveryOutcome outcome =
                transport()
                        .deliver(
                                attempt()
                                        .connecting(
                                                () ->
                                                        new ConnectionLeave.Refused(
                                                                new Status.Transient(4, 5, "no"))))
                        .outcomes()
                        .get(ALICE);

        assertThat(outcome.status().code()).isEqualTo("4.4.5");
        assertThat(requests).isEmpty();
    }

    @Test
    void badOptionsAreRefusedByName() {
        for (String bad :
                List.of("mail", "ftp://x/", "https:///x", "http://u:p@x/", "http://x/#y", "a b")) {
            assertRefused("url", Map.of("url", bad));
        }
        assertRefused("recipients", Map.of("recipients", 0));
        assertRefused("timeout", Map.of("timeout", Duration.ZERO.toString()));
        assertRefused("connect-timeout", Map.of("connectTimeout", "PT0S"));
    }

    private void assertRefused(String key, Map<String, Object> values) {
        assertThatThrownBy(() -> transport(values))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("http transport: " + key + ": ");
    }
}
