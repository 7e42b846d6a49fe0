// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.postern.api.event.MailEvent;
import io.postern.spool.SpoolStatus;
import io.postern.testkit.SetClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

@Timeout(30)
class AdminApiIT {
    private static final int LIMIT = 100_000;

    @TempDir private Path data;

    private final FakeServices services = new FakeServices();
    private final HttpClient client = HttpClient.newHttpClient();
    private Binding binding;
    private String token;

    @BeforeEach
    void open() throws IOException {
        Gate gate =
                new Gate(
                        Token.in(data.resolve("admin.token")),
                        new FailedLogins(SetClock.at(FakeQueue.RECEIVED)),
                        Endpoints.of(services, metrics(), "1.2.3", LIMIT));
        binding = Binding.open("127.0.0.1:0", gate, data.resolve("admin.address"));
        token = Files.readString(data.resolve("admin.token")).strip();
    }

    @AfterEach
    void close() throws IOException {
        binding.close();
        client.close();
    }

    @Test
    void theAddressFileSaysWhereItIsWhileItIsThere() throws Exception {
        assertThat(data.resolve("admin.address")).hasContent(binding.address());
        binding.close();
        assertThat(data.resolve("admin.address")).doesNotExist();
    }

    @Test
    void withoutTheTokenNothingIsTold() throws Exception {
        for (String path : List.of("/api/status", "/api/hooks", "/api/queue", "/nonsense", "/")) {
            assertThat(get(path, "wrong").statusCode()).as(path).isEqualTo(401);
        }
        assertThat(post("/api/queue/pause", "", "wrong").statusCode()).isEqualTo(401);
        assertThat(services.queue.status().paused()).isFalse();
    }

    @Test
    void manyWrongTokensAreTurnedAwayAndTheRightOneIsNot() throws Exception {
        for (int i = 0; i < 20; i++) {
            get("/api/status", "wrong" + i);
        }
        assertThat(get("/api/status", "wrong").statusCode()).isEqualTo(429);
        assertThat(get("/api/status", token).statusCode()).isEqualTo(200);
    }

    @Test
    void aNameAsTheHostIsRefusedEvenWithTheToken() throws Exception {
        assertThat(statusLine("evil.example")).contains(" 403 ");
        assertThat(statusLine("localhost.evil.example:8025")).contains(" 403 ");
        assertThat(statusLine("localhost")).contains(" 200 ");
        assertThat(statusLine("[::1]:8025")).contains(" 200 ");
    }

    @Test
    void statusSaysHowThingsAre() throws Exception {
        Map<String, Object> status = json(get("/api/status", token));
        assertThat(status)
                .containsEntry("version", "1.2.3")
                .containsEntry("hostname", "mx.x.test")
                .containsEntry("listeners", List.of("smtp 127.0.0.1:2525"));
        assertThat(status.get("queue").toString())
                .contains("messages=2", "held=1", "paused=false", "oldest=2026-11-24T05:00:00Z");
        assertThat(status.get("spool").toString()).contains("journalFiles=2", "3 unfinished");
    }

    @Test
    void statusSaysWhoValidatesTheDns() throws Exception {
        assertThat(json(get("/api/status", token))).containsEntry("dnssec", "validated by a test");
    }

    @Test
    void theTlsPolicyOfADomainIsTold() throws Exception {
        Map<String, Object> policy = json(get("/api/tls/policy?domain=X.test", token));
        assertThat(policy)
                .containsEntry("domain", "x.test")
                .containsEntry("mode", "enforce")
                .containsEntry("id", "7")
                .containsEntry("until", "2026-12-01T10:00:00Z");
        assertThat(policy.get("hosts").toString())
                .contains("host=mx.good.test, dane=yes: 1 TLSA records, mtaSts=named")
                .contains("host=mx.other.test, dane=no: no TLSA records, mtaSts=not named");
        assertThat(get("/api/tls/policy", token).statusCode()).isEqualTo(400);
        assertThat(get("/api/tls/policy?domain=a@b", token).statusCode()).isEqualTo(400);
        services.unconfigured = true;
        assertThat(get("/api/tls/policy?domain=x.test", token).statusCode()).isEqualTo(503);
    }

    @Test
    void statusLeavesOutWhatIsNotThereYet() throws Exception {
        services.recovering = true;
        assertThat(json(get("/api/status", token))).doesNotContainKeys("queue", "spool");
    }

    @Test
    void hooksComeInTheOrderAsked() throws Exception {
        assertThat(get("/api/hooks", token).body())
                .containsSubsequence("mailboxes", "router-local/1", "1000", "internet", "999");
    }

    @Test
    void queueListsAtMostSoManyAndSaysHowManyThereAre() throws Exception {
        Map<String, Object> list = json(get("/api/queue?most=1", token));
        assertThat(list).containsEntry("total", 2);
        assertThat(list.get("messages").toString())
                .contains("id=A1", "reversePath=a@x.test", "recipient=b@y.test", "4.4.1 refused")
                .doesNotContain("B2");
        assertThat(json(get("/api/queue?most=0", token))).containsEntry("messages", List.of());
        assertThat(get("/api/queue?most=many", token).statusCode()).isEqualTo(400);
    }

    @Test
    void retryTakesIdsOrAll() throws Exception {
        assertThat(json(post("/api/queue/retry", "{\"all\": true}", token)))
                .containsEntry("recipients", 7);
        post("/api/queue/retry", "{\"ids\": [\"A1\", \"B2\"]}", token);
        assertThat(services.queue.told()).containsExactly("Retry[] all", "Retry[] [A1, B2]");
        for (String wrong : List.of("", "{}", "{\"ids\": []}", "{\"ids\": [\"../x\"]}", "[", "7")) {
            assertThat(post("/api/queue/retry", wrong, token).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(services.queue.told()).hasSize(2);
    }

    @Test
    void pauseAndResumeReachTheQueue() throws Exception {
        post("/api/queue/pause", "{}", token);
        assertThat(services.queue.status().paused()).isTrue();
        post("/api/queue/resume", "{}", token);
        assertThat(services.queue.status().paused()).isFalse();
    }

    @Test
    void ordersTakeFiltersAndSayWhatWasTouched() throws Exception {
        Map<String, Object> answer =
                json(
                        post(
                                "/api/queue/bounce",
                                "{\"filter\": {\"domain\": \"y.test\", \"older\": \"3h\"},"
                                        + " \"dryRun\": true, \"why\": \"w\", \"who\": \"me\"}",
                                token));
        assertThat(answer)
                .containsEntry("dryRun", true)
                .containsEntry("messages", 1)
                .containsEntry("recipients", 7)
                .containsEntry("ids", List.of("A1"));
        post(
                "/api/queue/reroute",
                "{\"ids\": [\"A1\"], \"transport\": \"smtp\", \"hops\": [\"mx.z.test:2525\"]}",
                token);
        for (String order : List.of("hold", "release", "remove")) {
            assertThat(post("/api/queue/" + order, "{\"ids\": [\"A1\"]}", token).statusCode())
                    .isEqualTo(200);
        }
        assertThat(services.queue.told())
                .startsWith("Bounce[] domain=y.test older=3h dry")
                .element(1)
                .asString()
                .startsWith("Reroute[transport=smtp, hops=[mx.z.test:2525");
    }

    @Test
    void ordersThatCannotBeAreRefused() throws Exception {
        for (String wrong :
                List.of(
                        "{\"filter\": {\"older\": \"long\"}}",
                        "{\"filter\": {\"colour\": \"red\"}}",
                        "{\"filter\": {}}",
                        "{\"all\": true, \"ids\": [\"A1\"]}",
                        "{\"all\": true, \"hops\": [\"mx.z.test\"]}",
                        "{\"all\": true, \"transport\": \"smtp\", \"hops\": [\"a b\"]}")) {
            assertThat(post("/api/queue/reroute", wrong, token).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(get("/api/queue?reason=(", token).statusCode()).isEqualTo(400);
        assertThat(services.queue.told()).isEmpty();
    }

    @Test
    void oneMessageIsShownOrNotFound() throws Exception {
        assertThat(json(get("/api/queue/message?id=A1", token))).containsEntry("id", "A1");
        assertThat(get("/api/queue/message?id=ZZ", token).statusCode()).isEqualTo(404);
        assertThat(get("/api/queue/message", token).statusCode()).isEqualTo(400);
    }

    @Test
    void summaryIsByDomainOrSite() throws Exception {
        assertThat(get("/api/queue/summary", token).body()).contains("y.test", "minutes");
        assertThat(get("/api/queue/summary?by=site", token).body()).contains("mx.y.test");
        assertThat(get("/api/queue/summary?by=moon", token).statusCode()).isEqualTo(400);
    }

    @Test
    void suspensionsComeAndGo() throws Exception {
        String domain = "{\"kind\": \"domain\", \"name\": \"y.test\"";
        assertThat(post("/api/queue/suspend", domain + ", \"seconds\": 60}", token).statusCode())
                .isEqualTo(200);
        assertThat(get("/api/queue/suspensions", token).body())
                .contains("y.test", "\"kind\" : \"domain\"");
        assertThat(post("/api/queue/lift", domain + "}", token).statusCode()).isEqualTo(200);
        assertThat(post("/api/queue/lift", domain + "}", token).statusCode()).isEqualTo(404);
        for (String wrong :
                List.of(
                        "{}",
                        domain + ", \"seconds\": 0}",
                        "{\"kind\": \"moon\", \"name\": \"x\"}",
                        "{\"kind\": \"site\"}")) {
            assertThat(post("/api/queue/suspend", wrong, token).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void dryRunOfASuspensionCountsAndChangesNothing() throws Exception {
        String domain = "{\"kind\": \"domain\", \"name\": \"y.test\"";
        String dry = domain + ", \"dryRun\": true}";
        assertThat(post("/api/queue/lift", dry, token).statusCode()).isEqualTo(404);
        assertThat(json(post("/api/queue/suspend", dry, token)))
                .containsEntry("dryRun", true)
                .containsEntry("messages", 1)
                .containsEntry("name", "y.test");
        assertThat(json(get("/api/queue/suspensions", token)))
                .containsEntry("suspensions", List.of());
        post("/api/queue/suspend", domain + "}", token);
        assertThat(json(post("/api/queue/lift", dry, token)))
                .containsEntry("messages", 1)
                .containsEntry("resumed", "y.test");
        assertThat(get("/api/queue/suspensions", token).body()).contains("y.test");
        assertThat(get("/api/queue/explain?site=y.test", token).body())
                .contains("which the API has suspended");
        post("/api/queue/pause", "", token);
        assertThat(json(post("/api/queue/resume", "{\"dryRun\": true}", token)))
                .containsEntry("paused", true)
                .containsEntry("recipients", 4);
        assertThat(services.queue.status().paused()).isTrue();
    }

    @Test
    void reportIsShownBeforeAnybodyIsTold() throws Exception {
        assertThat(json(get("/api/queue/preview?id=A1&language=de", token)))
                .containsEntry("language", "de")
                .containsEntry("subject", "Undelivered")
                .containsEntry("text", "Hello");
        assertThat(get("/api/queue/preview?id=ZZ", token).statusCode()).isEqualTo(404);
        assertThat(get("/api/queue/preview?id=A1&kind=nice", token).statusCode()).isEqualTo(400);
        assertThat(get("/api/queue/preview", token).statusCode()).isEqualTo(400);
    }

    @Test
    void routeExplainsEachAddress() throws Exception {
        HttpResponse<String> routes = get("/api/route?address=b@y.test&address=alice", token);
        assertThat(routes.body())
                .containsSubsequence("b@y.test", "aliases", "pass", "via", "smtp mx.y.test:25")
                .contains("alice@x.test");
        assertThat(get("/api/route?address=%40%40", token).statusCode()).isEqualTo(400);
        assertThat(get("/api/route", token).statusCode()).isEqualTo(400);
    }

    @Test
    void aMessageIsSpooledWithOurTraceFieldAndCrlf() throws Exception {
        HttpResponse<String> sent =
                post(
                        "/api/messages?from=a@x.test&to=b@y.test&to=c@y.test",
                        "Subject: x\n\nhi",
                        token);
        assertThat(sent.statusCode()).isEqualTo(201);
        assertThat(json(sent)).containsEntry("id", "ID1");
        MemorySpool.Taken taken = services.spool.taken().getFirst();
        assertThat(taken.text())
                .matches(
                        "(?s)Received: by mx.x.test \\(Postern, local\\) id ID1;\r\n\t[^\r]+\r\n"
                                + "Subject: x\r\n\r\nhi\r\n");
        assertThat(taken.acceptance().envelope().reversePath()).hasToString("a@x.test");
        assertThat(taken.acceptance().envelope().recipients()).hasToString("[b@y.test, c@y.test]");
        assertThat(services.events)
                .singleElement()
                .isInstanceOfSatisfying(
                        MailEvent.Accepted.class,
                        event -> assertThat(event.size()).isEqualTo(taken.text().length()));
    }

    @Test
    void textWithoutFieldsBecomesTheBody() throws Exception {
        post("/api/messages?from=&to=b@y.test", "just text: really", token);
        post("/api/messages?from=&to=b@y.test", "\nnothing before me", token);
        assertThat(services.spool.taken().get(0).text()).endsWith("\r\n\r\njust text: really\r\n");
        assertThat(services.spool.taken().get(1).text())
                .endsWith("+0000\r\n\r\nnothing before me\r\n");
        assertThat(services.spool.taken().getFirst().acceptance().envelope().reversePath())
                .hasToString("");
    }

    @Test
    void octetsAboveSevenBitsAreDeclared() throws Exception {
        post("/api/messages?from=a@x.test&to=b@y.test", "Subject: x\n\nschön\n", token);
        post("/api/messages?from=a@x.test&to=b@y.test", "Subject: x\n\nplain\n", token);
        assertThat(
                        services.spool.taken().stream()
                                .map(t -> t.acceptance().envelope().options().body().name()))
                .containsExactly("EIGHT_BIT_MIME", "SEVEN_BIT");
    }

    @Test
    void aMessageWithAWrongEnvelopeIsRefused() throws Exception {
        for (String query :
                List.of(
                        "from=a@x.test",
                        "to=b@y.test",
                        "from=a@x.test&to=%3C%3E",
                        "from=@&to=b@y.test")) {
            assertThat(post("/api/messages?" + query, "Subject: x\n\n", token).statusCode())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(services.spool.taken()).isEmpty();
    }

    @Test
    void aMessageOverTheLimitIsRefusedAndNothingIsKept() throws Exception {
        String query = "/api/messages?from=a@x.test&to=b@y.test";
        assertThat(post(query, "x".repeat(LIMIT + 1), token).statusCode()).isEqualTo(413);
        assertThat(post(query, "\n".repeat(LIMIT - 10), token).statusCode()).isEqualTo(413);
        assertThat(services.spool.taken()).isEmpty();
    }

    @Test
    void whoSendsMuchTooMuchStillGetsTheAnswerEachTime() throws Exception {
        String query = "/api/messages?from=a@x.test&to=b@y.test";
        String large = "x".repeat(50 * LIMIT);
        for (int i = 0; i < 20; i++) {
            assertThat(post(query, large, token).statusCode()).isEqualTo(413);
            assertThat(post(query, large, "wrong").statusCode()).isIn(401, 429);
        }
    }

    @Test
    void aFullSpoolSaysTryAgain() throws Exception {
        services.spool.fill();
        HttpResponse<String> sent = post("/api/messages?from=&to=b@y.test", "x", token);
        assertThat(sent.statusCode()).isEqualTo(503);
        assertThat(json(sent)).containsEntry("error", "no room on the disk");
    }

    @Test
    void aJsonBodyIsLimited() throws Exception {
        String large = "{\"ids\": [\"" + "A".repeat(1024 * 1024) + "\"]}";
        assertThat(post("/api/queue/retry", large, token).statusCode()).isEqualTo(413);
    }

    @Test
    void reloadGivesTheErrorsBack() throws Exception {
        assertThat(post("/api/reload", "", token).statusCode()).isEqualTo(200);
        services.applyErrors = List.of("conf/postern.yaml:1:1: one", "two");
        HttpResponse<String> reload = post("/api/reload", "", token);
        assertThat(reload.statusCode()).isEqualTo(422);
        assertThat(json(reload)).containsEntry("errors", services.applyErrors);
    }

    @Test
    void unknownPathsAndMethodsAreTold() throws Exception {
        assertThat(get("/api/nonsense", token).statusCode()).isEqualTo(404);
        assertThat(get("/api/reload", token).statusCode()).isEqualTo(405);
        assertThat(json(get("/api/reload", token))).containsKey("error");
    }

    @Test
    void healthAndMetricsNeedNoToken() throws Exception {
        assertThat(get("/health", "").statusCode()).isEqualTo(200);
        HttpResponse<String> metrics = get("/metrics", "");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("# TYPE postern_messages_accepted_total counter");
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain; version=0.0.4");
    }

    @Test
    void lowSpaceIsToldThoughMailIsTaken() throws Exception {
        services.spool.space(SpoolStatus.Space.LOW);
        HttpResponse<String> ill = get("/health", "");
        assertThat(ill.statusCode()).isEqualTo(503);
        assertThat(ill.body()).contains("spool: space is low, strangers are put off");
        assertThat(get("/api/status", token).body()).contains("\"low\"");
    }

    @Test
    void healthSaysWhatIsWrong() throws Exception {
        services.spool.failFor("sync failed");
        HttpResponse<String> ill = get("/health", "");
        assertThat(ill.statusCode()).isEqualTo(503);
        assertThat(ill.body()).contains("spool: sync failed");
        services.recovering = true;
        assertThat(get("/health", "").body()).contains("spool: recovering");
        services.listeners = List.of();
        assertThat(get("/health", "").body()).contains("0 of 1 listeners are open");
        services.listenerErrors = List.of("smtp: address in use");
        assertThat(get("/health", "").body()).contains("smtp: address in use");
        services.unconfigured = true;
        assertThat(get("/health", "").body()).contains("no configuration is applied");
    }

    @Test
    void withoutTheQueueItSaysTryAgain() throws Exception {
        services.recovering = true;
        for (String path : List.of("/api/queue", "/api/route?address=b@y.test")) {
            assertThat(get(path, token).statusCode()).as(path).isEqualTo(503);
        }
        assertThat(post("/api/messages?from=&to=b@y.test", "x", token).statusCode()).isEqualTo(503);
    }

    private HttpResponse<String> get(String path, String bearer) throws Exception {
        return send(request(path, bearer).GET());
    }

    private HttpResponse<String> post(String path, String body, String bearer) throws Exception {
        return send(request(path, bearer).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path, String bearer) {
        URI uri = URI.create("http://" + binding.address() + path);
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri);
        return bearer.isEmpty() ? builder : builder.header("Authorization", "Bearer " + bearer);
    }

    private HttpResponse<String> send(HttpRequest.Builder builder) throws Exception {
        return client.send(
                builder.version(HttpClient.Version.HTTP_1_1).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, Object> json(HttpResponse<String> response) throws IOException {
        return JSON.std.mapFrom(response.body());
    }

    /** With the right token, but another Host, which the JDK's client doesn't let us set. */
    private MetricsEndpoint metrics() {
        PrometheusMeterRegistry registry = new MailMetrics().registry();
        return new MetricsEndpoint(
                registry, new HookMetrics(services::hookFigures, registry), services::figures);
    }

    private String statusLine(String host) throws IOException {
        int port = Integer.parseInt(binding.address().substring("127.0.0.1:".length()));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            String request =
                    "GET /api/status HTTP/1.1\r\nHost: "
                            + host
                            + "\r\nAuthorization: Bearer "
                            + token
                            + "\r\nConnection: close\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            String reply =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return reply.lines().findFirst().orElse("");
        }
    }
}
