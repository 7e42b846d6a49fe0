// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;

import io.postern.testkit.SmtpSink;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The commands, their answers and exit codes. */
@Timeout(120)
class CommandLineIT {
    @TempDir static Path folder;
    private static PosternProcess postern;

    @BeforeAll
    static void start() throws Exception {
        postern =
                PosternProcess.inHome(
                                folder.resolve("home"),
                                PosternProcess.configuration("hold.yaml", SmtpSink.closedPort()))
                        .start();
    }

    @AfterAll
    static void stop() throws Exception {
        assertThat(postern.stop()).isZero();
        postern.close();
    }

    @Test
    void statusSaysThatItRuns() throws Exception {
        PosternProcess.Outcome status = postern.command("status", "--json");
        assertThat(status.code()).isZero();
        assertThat(JSON.std.mapFrom(status.out())).containsKeys("version", "queue", "spool");
    }

    @Test
    void hooksAreListedInTheOrderTheyAreAsked() throws Exception {
        PosternProcess.Outcome hooks = postern.command("hooks");
        assertThat(hooks.code()).isZero();
        assertThat(hooks.out())
                .contains("Router", "to-sink", "RelayPolicy", "networks", "Transport");
    }

    @Test
    void routeExplainsEachStep() throws Exception {
        PosternProcess.Outcome route = postern.command("route", "bob@example.test");
        assertThat(route.code()).isZero();
        assertThat(route.out()).contains("to-sink", "via", "smtp", "127.0.0.1:");
    }

    @Test
    void routeOfWhatIsNoAddressIsUsage() throws Exception {
        assertThat(postern.command("route", "no address").code()).isEqualTo(2);
    }

    @Test
    void commandNobodyKnowsIsUsage() throws Exception {
        assertThat(postern.command("fly").code()).isEqualTo(2);
    }

    @Test
    void homeWhereNothingRunsIsTryAgainLater() throws Exception {
        PosternProcess idle =
                PosternProcess.inHome(
                        folder.resolve("idle"), PosternProcess.configuration("hold.yaml", 1));
        PosternProcess.Outcome status = idle.command("status");
        assertThat(status.code()).isEqualTo(75);
        assertThat(status.err()).contains(idle.home().toString());
    }

    @Test
    void mistakeInTheConfigurationIsNamedByFileLineAndColumn() throws Exception {
        String yaml =
                PosternProcess.configuration("relay.yaml", 1)
                        .replace("  retry:", "  retrry:")
                        .replace("type: smarthost", "type: smarthots");
        PosternProcess broken = PosternProcess.inHome(folder.resolve("broken"), yaml);
        PosternProcess.Outcome check = broken.command("check");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err() + check.out())
                .contains("conf/postern.yaml:10:11: ", "did you mean 'smarthost'?")
                .contains("conf/postern.yaml:21:3: unknown key 'retrry'", "did you mean 'retry'?");
        PosternProcess.Outcome run = broken.command("run");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("conf/postern.yaml:21:3: ");
    }

    @Test
    void checkOfAGoodConfigurationIsFineAlsoBesideARunningServer() throws Exception {
        PosternProcess.Outcome check = postern.command("check");
        assertThat(check.code()).as(check.err()).isZero();
        assertThat(postern.command("status").code()).isZero();
    }

    @Test
    void tokenIsForItsOwnerAlone() throws Exception {
        Path token = postern.home().resolve("data/admin.token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
    }

    @Test
    void apiWantsTheTokenAndMetricsAndHealthDoNot() throws Exception {
        assertThat(get("/api/status").statusCode()).isEqualTo(401);
        assertThat(get("/health").statusCode()).isEqualTo(200);
        HttpResponse<String> metrics = get("/metrics");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("postern_queue_messages");
    }

    @Test
    void usersAreAddedChangedListedAndRemovedWithoutAServer() throws Exception {
        PosternProcess idle =
                PosternProcess.inHome(
                        folder.resolve("users"), PosternProcess.configuration("hold.yaml", 1));
        String alice = "alice@local.test";
        PosternProcess.Outcome added =
                idle.commandWithInput("secret\n", "user", "add", "--password-stdin", alice);
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(added.err()).isEmpty();
        Path file = idle.home().resolve("conf/users.yaml");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String before = Files.readString(file);
        assertThat(before).contains("$argon2id$", "SCRAM-SHA-256$").doesNotContain("secret");
        assertThat(idle.commandWithInput("x\n", "user", "add", "--password-stdin", alice).code())
                .isEqualTo(1);
        assertThat(idle.commandWithInput("x\n", "user", "passwd", "--password-stdin", alice).code())
                .isZero();
        assertThat(Files.readString(file)).isNotEqualTo(before);
        assertThat(idle.command("user", "add", "bob@local.test").code()).isEqualTo(2);
        assertThat(JSON.std.mapFrom(idle.command("user", "list", "--json").out()).get("users"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("name", alice);
        assertThat(idle.command("user", "remove", alice).code()).isZero();
        assertThat(Files.readString(file)).isEqualTo("{}\n");
    }

    @Test
    void shippedScriptsPassTheirTestsWithoutAServer() throws Exception {
        PosternProcess.Outcome tests = PosternProcess.tool("script", "test");
        assertThat(tests.code()).as(tests.out() + tests.err()).isZero();
        assertThat(tests.out()).contains("scripts/relay.test.js").endsWith(", all passed\n");
        assertThat(tests.err()).doesNotContain("ERROR").doesNotContain("Exception");
    }

    private static HttpResponse<String> get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + postern.adminPort() + path);
            return client.send(
                    HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
