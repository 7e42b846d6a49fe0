// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A session with a real server, and another script than the one that judged it. */
@Timeout(180)
class RehearseIT {
    private static final String OLD =
            """
            import { metrics, reject } from 'postern';
            export function onSender({ sender }) {
                metrics.count('senders', { bounce: sender === '' ? 'yes' : 'no' });
                if (sender.startsWith('spam')) return reject('5.7.1', 'no spam');
            }
            export function onMessage(transaction, { headers }) {
                headers.add('X-Checked', 'yes');
            }
            """;

    private static final String NEXT =
            """
            import { defer } from 'postern';
            export function onSender({ sender }) {
                if (sender.startsWith('slow')) return defer('4.7.1', 'slowly');
            }
            export function onMessage(transaction, { headers }) {
                headers.add('X-Checked', 'yes');
            }
            """;

    @TempDir private Path folder;

    private PosternProcess postern;

    @AfterEach
    void stop() {
        postern.close();
    }

    private void start(String more) throws Exception {
        String yaml = PosternProcess.configuration("hold.yaml", SmtpSink.closedPort());
        Path scripts = Files.createDirectories(folder.resolve("scripts"));
        Files.writeString(scripts.resolve("old.js"), OLD);
        Files.writeString(scripts.resolve("next.js"), NEXT);
        postern = PosternProcess.inHome(folder, yaml + more).start();
    }

    private void session() throws Exception {
        try (RawSmtpClient client = postern.greeted()) {
            client.expect(550, client.mail("spam@example.org"));
            client.expect(250, client.mail("slow@example.org"));
            client.expect(250, client.rcpt("b@example.test"));
            client.expect(354, client.command("DATA"));
            client.send("Subject: x\r\n\r\nhello\r\n.\r\n");
            client.expect(250, client.reply());
            client.expect(221, client.quit());
        }
    }

    private PosternProcess.Outcome rehearse(String... more) throws Exception {
        String[] line = new String[more.length + 3];
        line[0] = "script";
        line[1] = "rehearse";
        line[2] = folder.resolve("scripts/next.js").toString();
        System.arraycopy(more, 0, line, 3, more.length);
        return postern.command(line);
    }

    private String metrics() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + postern.adminPort() + "/metrics");
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        try (var answer = connection.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatAnotherScriptWouldHaveSaidIsShown() throws Exception {
        start("\nscripts: [scripts/old.js]\nrehearsal: { redact: [addresses] }\n");
        PosternProcess.Outcome none = rehearse();
        assertThat(none.code()).as(none.out() + none.err()).isEqualTo(75);
        session();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(rehearse("--replaces", "scripts/old.js").out())
                                        .contains("onMessage      1          0        0"));
        PosternProcess.Outcome shown = rehearse("--replaces", "scripts/old.js", "--since", "1h");
        assertThat(shown.code()).as(shown.out() + shown.err()).isEqualTo(1);
        assertThat(shown.out())
                .containsPattern(
                        "onSender +127.0.0.1 +<x[0-9a-f]{12}@example.org> +reject 5.7.1 no")
                .contains("onSender       2          1        0")
                .contains("in the place of scripts/old.js");
        assertThat(rehearse("--json", "--most", "1").out())
                .contains("\"same\" : false", "\"asked\" : 2");
        assertThat(metrics())
                .contains(
                        "postern_policy_senders_total{bounce=\"no\",script=\"scripts/old.js\"} 2.0")
                .containsPattern("postern_rehearsal_lines_total\\{} [1-9]");
    }

    @Test
    void shadowChangesNothingAndItsDifferencesAreCounted() throws Exception {
        start(
                """

                scripts:
                  - scripts/old.js
                  - { file: scripts/next.js, shadow: true, replaces: scripts/old.js }
                rehearsal: { record: false }
                """);
        session();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(postern.command("script", "shadow").out())
                                        .containsPattern("scripts/next.js +onSender +2 +2 +0 +0"));
        assertThat(postern.log())
                .contains(
                        "script=scripts/next.js shadow hook=onSender",
                        "would=\"pass\"",
                        "would=\"defer 4.7.1 slowly\"");
        assertThat(postern.command("queue", "list", "--count").out()).isEqualTo("1\n");
        assertThat(folder.resolve("data/rehearsal")).doesNotExist();
    }
}
