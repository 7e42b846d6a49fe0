// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

@Timeout(30)
class ClientCommandsIT {
    private static final String STATUS =
            """
            {"version": "1.2.3", "hostname": "mx.x.test", "pid": 42, "uptimeSeconds": 7980,
             "listeners": ["smtp 127.0.0.1:2525"], "listenerErrors": [],
             "queue": {"messages": 3, "held": 1, "active": 1, "waiting": 2, "paused": true,
                       "oldest": "2026-11-24T05:00:00Z"},
             "spool": {"messages": 3, "journalFiles": 2, "journalOctets": 67108864,
                       "freeOctets": 1073741824, "trouble": "%s", "recovery": "3 unfinished"}}
            """;

    @TempDir private Path home;

    private StubServer server;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer(home);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyRequestCarriesTheToken() {
        server.reply("GET /api/hooks", 200, "{\"hooks\": []}");
        assertThat(run("hooks").exitCode()).isZero();
        assertThat(server.asked().getFirst().authorization()).isEqualTo("Bearer the-token");
    }

    @Test
    void hooksSayWhyTheyStandThereAndWhatKeepsThemFromBeingAsked() {
        server.reply(
                "GET /api/hooks",
                200,
                """
                {"hooks": [
                 {"hook": "Router", "name": "one", "type": "mx", "plugin": "router-mx/2.0.0",
                  "ranking": 1000, "from": "routers: one", "onFailure": "skip", "share": 0.1,
                  "suspendedUntil": "2026-01-01T00:01:00Z", "lastTrouble": "threw"},
                 {"hook": "Router", "name": "two", "type": "", "plugin": "router-x/1.0.0",
                  "ranking": 0, "from": "plugin", "onFailure": "defer", "share": 1.0,
                  "suspendedUntil": "", "lastTrouble": "threw"}]}
                """);
        assertThat(run("hooks").out().lines())
                .element(1)
                .asString()
                .endsWith(
                        "1000  routers: one  router-mx/2.0.0  share 0.1, suspended until"
                                + " 2026-01-01T00:01:00Z (skip), threw");
        assertThat(run("hooks").out().lines().skip(2).findFirst().orElseThrow())
                .endsWith("0  plugin        router-x/1.0.0");
    }

    @Test
    void statusIsReadable() {
        server.reply("GET /api/status", 200, STATUS.formatted(""));
        Line line = run("status");
        assertThat(line.exitCode()).isZero();
        assertThat(line.out())
                .startsWith("Postern 1.2.3 on mx.x.test, pid 42, up 2h 13m\n")
                .contains("  listeners  smtp 127.0.0.1:2525\n")
                .contains("3 messages, the oldest ", "1 held; 1 recipient under way, 2 waiting")
                .contains("PAUSED\n", "2 files, 64.0 MiB; 1.0 GiB free\n", "3 unfinished\n");
    }

    @Test
    void statusOfASpoolInTroubleEndsWithOne() {
        server.reply("GET /api/status", 200, STATUS.formatted("disk full"));
        Line line = run("status");
        assertThat(line.exitCode()).isEqualTo(1);
        assertThat(line.out()).contains("TAKES NO MAIL: disk full");
    }

    @Test
    void jsonIsTheServersAnswerAsItCame() {
        server.reply("GET /api/status", 200, STATUS.formatted(""));
        assertThat(run("status", "--json").out().strip()).isEqualTo(STATUS.formatted("").strip());
    }

    @Test
    void queueListCountPrintsANumberAlone() {
        server.reply("GET /api/queue", 200, "{\"total\": 12345, \"messages\": []}");
        assertThat(run("queue", "list", "--count").out()).isEqualTo("12345\n");
        assertThat(server.asked().getFirst().query()).isEqualTo("most=0");
    }

    @Test
    void queueListShowsEachRecipientAndWhyItWaits() {
        server.reply(
                "GET /api/queue",
                200,
                """
                {"total": 2, "messages": [
                  {"id": "4F2A", "received": "2026-11-24T05:00:00Z", "size": 2048,
                   "reversePath": "a@x.test", "hold": "", "waiting": [
                     {"recipient": "b@y.test", "state": "waiting", "attempts": 3,
                      "due": "2026-11-24T05:00:00Z", "reason": "4.4.1 connection refused"},
                     {"recipient": "c@y.test", "state": "active", "attempts": 0,
                      "due": "2026-11-24T05:00:00Z", "reason": ""}]}]}
                """);
        Line line = run("queue", "list", "--most", "1");
        assertThat(line.out().lines().skip(1).toList())
                .satisfiesExactly(
                        row ->
                                assertThat(row)
                                        .startsWith("4F2A  ")
                                        .contains("2.0 KiB  <a@x.test>  <b@y.test>  waiting")
                                        .endsWith("now      3  4.4.1 connection refused"),
                        row -> assertThat(row).startsWith("     ").contains("<c@y.test>  active"),
                        row -> assertThat(row).isEqualTo("2 messages, 1 shown"));
    }

    @Test
    void queueListTakesFilters() {
        server.reply("GET /api/queue", 200, "{\"total\": 5, \"messages\": []}");
        run("queue", "list", "--count", "--domain", "*.x.test", "--reason", "a b", "--older", "3h");
        assertThat(server.asked().getFirst().query())
                .isEqualTo("most=0&domain=*.x.test&reason=a+b&older=3h");
    }

    @Test
    void aMalformedFilterEndsWithTwo() {
        server.reply("GET /api/queue", 400, "{\"error\": \"older: 'x' is no length of time\"}");
        Line line = run("queue", "list", "--older", "x");
        assertThat(line.exitCode()).isEqualTo(2);
        assertThat(line.err()).isEqualTo("postern: older: 'x' is no length of time\n");
    }

    @Test
    void ordersNameMessagesAFilterOrAll() {
        String touched =
                "{\"messages\": 2, \"recipients\": 7, \"busy\": 1, \"ids\": [\"A1\", \"B2\"]}";
        server.reply("POST /api/queue/retry", 200, touched);
        assertThat(run("queue", "retry", "A1", "B2").out())
                .isEqualTo(
                        "2 messages (7 recipients) tried now\n"
                                + "1 recipient under way, left alone; say it again in a while\n");
        run("queue", "retry", "--all");
        run("queue", "retry", "--sender", "@x.test", "--why", "w");
        assertThat(
                        server.asked().stream()
                                .map(
                                        asked ->
                                                asked.body()
                                                        .replaceAll("\\s", "")
                                                        .replaceAll(",?\"who\":\"[^\"]*\"", "")))
                .containsExactly(
                        "{\"ids\":[\"A1\",\"B2\"]}",
                        "{\"all\":true}",
                        "{\"filter\":{\"sender\":\"@x.test\"},\"why\":\"w\"}");
    }

    @Test
    void dryRunListsWhatWouldBeTouched() {
        server.reply(
                "POST /api/queue/bounce",
                200,
                "{\"dryRun\": true, \"messages\": 3, \"recipients\": 3, \"ids\": [\"A1\"]}");
        assertThat(run("queue", "bounce", "--domain", "x.test", "--dry-run").out())
                .isEqualTo("3 messages (3 recipients) would be bounced\n  A1\n  ...\n");
        assertThat(server.asked().getFirst().body()).contains("dryRun");
    }

    @Test
    void orderForAnUnknownMessageEndsWithOne() {
        server.reply(
                "POST /api/queue/release",
                200,
                "{\"messages\": 0, \"recipients\": 0, \"unknown\": [\"A1\"]}");
        Line line = run("queue", "release", "A1");
        assertThat(line.exitCode()).isEqualTo(1);
        assertThat(line.out()).startsWith("no message A1 in the queue\n");
    }

    @Test
    void showOfAnUnknownMessageEndsWithOne() {
        server.reply("GET /api/queue/message", 404, "{\"error\": \"no message A1 in the queue\"}");
        Line line = run("queue", "show", "A1");
        assertThat(line.exitCode()).isEqualTo(1);
        assertThat(line.err()).isEqualTo("postern: no message A1 in the queue\n");
    }

    @Test
    void suspendAndResumeCountFirst() {
        server.reply(
                "POST /api/queue/suspend",
                200,
                "{\"kind\": \"domain\", \"name\": \"x.test\", \"until\": \"\", \"dryRun\": true,"
                        + " \"messages\": 3}");
        server.reply(
                "POST /api/queue/lift",
                200,
                "{\"resumed\": \"x.test\", \"dryRun\": true, \"messages\": 1}");
        server.reply(
                "POST /api/queue/resume",
                200,
                "{\"dryRun\": true, \"paused\": true, \"recipients\": 2}");
        assertThat(run("queue", "suspend", "--domain", "x.test", "--dry-run").out())
                .isEqualTo(
                        "domain x.test would be suspended until it is resumed; 3 messages in the"
                                + " queue\n");
        assertThat(run("queue", "resume", "--domain", "x.test", "--dry-run").out())
                .isEqualTo("x.test would be resumed; 1 message in the queue\n");
        assertThat(run("queue", "resume", "--dry-run").out())
                .isEqualTo("the queue would run: 2 recipients waiting\n");
        assertThat(server.asked()).allMatch(asked -> asked.body().contains("dryRun"));
        assertThat(run("queue", "suspend", "--dry-run").exitCode()).isEqualTo(2);
    }

    @Test
    void previewShowsTheWordsOfAReport() {
        server.reply(
                "GET /api/queue/preview",
                200,
                "{\"language\": \"de\", \"subject\": \"Grüße\", \"text\": \"a\\n\\nb\\n\"}");
        assertThat(run("queue", "preview", "A1", "--kind", "delayed", "--language", "de").out())
                .isEqualTo("Content-Language: de\nSubject: Grüße\n\na\n\nb\n");
        assertThat(server.asked().getFirst().query()).isEqualTo("id=A1&kind=delayed&language=de");
    }

    @Test
    void rerouteSaysWhere() {
        server.reply("POST /api/queue/reroute", 200, "{\"messages\": 1, \"recipients\": 1}");
        Line line = run("queue", "reroute", "A1", "--transport", "smtp", "--to", "relay.test:2525");
        assertThat(line.out()).isEqualTo("1 message (1 recipient) rerouted\n");
        assertThat(server.asked().getFirst().body()).contains("smtp", "relay.test:2525");
    }

    @Test
    void suspendAndResumeNameOneThing() {
        server.reply(
                "POST /api/queue/suspend",
                200,
                "{\"kind\": \"domain\", \"name\": \"x.test\", \"until\": \"\"}");
        server.reply("POST /api/queue/lift", 200, "{\"resumed\": \"x.test\"}");
        server.reply("GET /api/queue/suspensions", 200, "{\"suspensions\": []}");
        assertThat(run("queue", "suspend", "--domain", "x.test", "--for", "1h30m").out())
                .isEqualTo("domain x.test is suspended until it is resumed\n");
        assertThat(server.asked().getFirst().body()).contains("5400");
        assertThat(run("queue", "resume", "--domain", "x.test").out())
                .isEqualTo("x.test is resumed\n");
        assertThat(run("queue", "suspend").out()).isEqualTo("nothing is suspended\n");
        assertThat(run("queue", "suspend", "--domain", "x", "--site", "y").exitCode()).isEqualTo(2);
        assertThat(run("queue", "suspend", "--domain", "x", "--for", "long").exitCode())
                .isEqualTo(2);
    }

    @Test
    void summaryIsATable() {
        server.reply(
                "GET /api/queue/summary",
                200,
                """
                {"minutes": [5, 60, 2880], "rows": [
                  {"name": "x.test", "recipients": 12, "byAge": [1, 1, 10, 0]}]}
                """);
        assertThat(run("queue", "summary").out())
                .isEqualTo("DOMAIN  ALL  <5m  <1h  <2d  2d+\nx.test   12    1    1   10    0\n");
    }

    @Test
    void explainSaysWhatLimitsASite() {
        server.reply(
                "GET /api/queue/explain",
                200,
                """
                {"sites": [{"site": "mx.x.test", "transport": "smtp", "hosts": ["mx.x.test:25"],
                  "state": "down", "limit": "left alone", "ready": 3, "active": 0,
                  "suspended": 2, "suspensions": [{"kind": "domain", "name": "x.test",
                    "until": "", "who": "ann", "why": "their wish"}], "sources": [
                    {"source": "default", "active": 0, "now": 1, "why": "failed", "ready": 3,
                     "senders": 2, "limit": "nothing"}]}]}
                """);
        assertThat(run("queue", "explain", "x.test").out())
                .startsWith("mx.x.test by smtp\n")
                .contains("  limited by    left alone\n", "  waiting       3; 0 under way\n")
                .contains(
                        "  suspended     2 put aside\n",
                        "  suspended     domain x.test by ann until it is resumed: their wish\n");
    }

    @Test
    void tlsPolicyIsReadable() {
        server.reply(
                "GET /api/tls/policy",
                200,
                """
                {"domain": "x.test", "dnssec": "off", "mode": "enforce", "id": "7",
                 "mx": ["*.good.test"], "fetched": "2020-01-01T00:00:00Z",
                 "until": "2020-01-02T00:00:00Z", "why": "",
                 "hosts": [{"host": "mx.good.test", "dane": "no", "mtaSts": "named"}]}
                """);
        assertThat(run("tls", "policy", "x.test").out())
                .startsWith("x.test\n  mta-sts   enforce, id 7, fetched ")
                .contains("  names     *.good.test\n", "  dnssec    off\n")
                .containsPattern("mx\\.good\\.test +named +no");
        assertThat(server.asked().getFirst().query()).isEqualTo("domain=x.test");
    }

    @Test
    void routeEndsWithOneWhereThereIsNoWay() {
        server.reply("GET /api/route", 200, route("pass", "unroutable"));
        Line line = run("route", "a+b@x.test");
        assertThat(line.exitCode()).isEqualTo(1);
        assertThat(line.out()).contains("no way to a@x.test");
        assertThat(server.asked().getFirst().query()).isEqualTo("address=a+b@x.test");
    }

    @Test
    void routeEndsWithOneWhereAllRoutersPass() {
        server.reply("GET /api/route", 200, route("pass", "pass"));
        assertThat(run("route", "a@x.test").exitCode()).isEqualTo(1);
    }

    @Test
    void routeEndsWithZeroWhereATransportTakesIt() {
        server.reply("GET /api/route", 200, route("pass", "via"));
        Line line = run("route", "a@x.test");
        assertThat(line.exitCode()).isZero();
        assertThat(line.out().lines().map(String::strip))
                .containsExactly(
                        "RECIPIENT  ROUTER  DECISION  DETAIL",
                        "a@x.test   first   pass",
                        "a@x.test   second  via       detail");
    }

    @Test
    void routeSaysTryAgainWhereARouterCannotTell() {
        server.reply("GET /api/route", 200, route("pass", "defer"));
        assertThat(run("route", "a@x.test").exitCode()).isEqualTo(75);
    }

    @Test
    void reloadPrintsEveryErrorAndEndsWithOne() {
        server.reply(
                "POST /api/reload",
                422,
                "{\"error\": \"one\", \"errors\": [\"conf/postern.yaml:1:1: one\", \"two\"]}");
        Line line = run("reload");
        assertThat(line.exitCode()).isEqualTo(1);
        assertThat(line.err()).isEqualTo("postern: conf/postern.yaml:1:1: one\npostern: two\n");
    }

    @Test
    void sendHandsOverAFileAndPrintsTheQueueId() throws IOException {
        server.reply("POST /api/messages", 201, "{\"id\": \"4F2A\"}");
        Path file = Files.writeString(home.resolve("m.eml"), "Subject: x\n\nschön\n");
        Line line =
                run(
                        "send",
                        "--from",
                        "a@x.test",
                        "--to",
                        "b@y.test",
                        "--to",
                        "c@z.test",
                        file.toString());
        assertThat(line.exitCode()).isZero();
        assertThat(line.out()).isEqualTo("4F2A\n");
        assertThat(server.asked())
                .singleElement()
                .satisfies(
                        asked -> {
                            assertThat(asked.query())
                                    .isEqualTo("from=a@x.test&to=b@y.test&to=c@z.test");
                            assertThat(asked.body()).isEqualTo("Subject: x\n\nschön\n");
                        });
    }

    @Test
    void sendWritesASmallMessageOfSubjectAndBody() {
        server.reply("POST /api/messages", 201, "{\"id\": \"4F2A\"}");
        run("send", "--from", "a@x.test", "--to", "b@y.test", "--subject", "hi", "--body", "there");
        assertThat(server.asked().getFirst().body())
                .contains("Subject: hi\r\n")
                .endsWith("\r\n\r\nthere\r\n");
    }

    @Test
    void aServerThatIsNotReadySaysTryAgain() {
        server.reply("GET /api/queue", 503, "{\"error\": \"the queue isn't there now\"}");
        Line line = run("queue", "list");
        assertThat(line.exitCode()).isEqualTo(75);
        assertThat(line.err()).isEqualTo("postern: the queue isn't there now\n");
    }

    @Test
    void anotherHomesServerIsNotOurs() {
        server.reply("GET /api/status", 401, "{\"error\": \"token\"}");
        Line line = run("status");
        assertThat(line.exitCode()).isEqualTo(75);
        assertThat(line.err()).contains("no Postern runs with home " + home);
    }

    @Test
    void aServerThatHasGoneIsNotRunning() {
        server.close();
        assertThat(run("status").exitCode()).isEqualTo(75);
        assertThat(run("queue", "pause").exitCode()).isEqualTo(75);
    }

    private static String route(String first, String second) {
        return """
        {"routes": [{"address": "a@x.test", "steps": [
          {"recipient": "a@x.test", "router": "first", "decision": "%s", "detail": ""},
          {"recipient": "a@x.test", "router": "second", "decision": "%s", "detail": "detail"}]}]}
        """
                .formatted(first, second);
    }

    private Line run(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = "--home=" + home;
        return Line.run(all);
    }
}
