// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Whatever a script does wrong costs the recipient it was asked about a 451, and is in the log. */
@Timeout(180)
class ScriptTroubleIT {
    /** What a policy gets wrong, each in a line of its own from the third on. */
    private static final List<String> TROUBLE =
            List.of(
                    "() => { for (;;) {} }",
                    "() => { for (;;) { try { throw 1; } catch { } finally { continue; } } }",
                    "() => { const all = []; for (;;) all.push(new Array(1000).fill(all)); }",
                    "() => /(a+)+$/.test('a'.repeat(40) + 'b')",
                    "() => { Object.prototype.startsWith = () => true; }",
                    "() => { globalThis.leak = 1; }",
                    "() => { throw 'a string'; }",
                    "() => Promise.reject(new Error('why'))",
                    "() => new Promise(() => {})",
                    "() => true",
                    "() => ({ verdict: 'accept' })",
                    "() => (function deep(n) { return deep(n + 1) + 1; })(0)",
                    "() => { for (let i = 0; i < 1e7; i++); }",
                    "() => reject('5.1.1', 'x'.repeat(1e5))");

    @TempDir private Path folder;

    private static String script() {
        return """
        import { reject } from 'postern';
        const trouble = [
        %s,
        ];
        export function onRecipient(transaction, { localPart }) {
            if (localPart.startsWith('b')) return trouble[Number(localPart.slice(1))]();
        }
        """
                .formatted(String.join(",\n", TROUBLE));
    }

    @Test
    void eachIsA451ForThatRecipientAndAnEventThatSaysWhere() throws Exception {
        Path file = Files.createDirectories(folder.resolve("scripts")).resolve("trouble.js");
        Files.writeString(file, script());
        String yaml = PosternProcess.configuration("hold.yaml", SmtpSink.closedPort());
        try (PosternProcess postern =
                        PosternProcess.inHome(folder, yaml + "\nscripts: [scripts/trouble.js]\n")
                                .start();
                RawSmtpClient client = postern.greeted()) {
            client.expect(250, client.mail("a@example.org"));
            for (int i = 0; i < TROUBLE.size(); i++) {
                assertThat(client.rcpt("b" + i + "@example.test").toString())
                        .as(TROUBLE.get(i))
                        .startsWith("451 4.3.0");
                client.expect(250, client.rcpt("good" + i + "@example.test"));
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(places(postern.log())).hasSize(TROUBLE.size()));
            // Where time is all that ends it nobody knows the line.
            assertThat(places(postern.log()))
                    .allSatisfy(
                            line ->
                                    assertThat(line)
                                            .containsPattern(
                                                    "scripts/trouble.js:(\\d+:\\d+: | onRecipient:"
                                                            + " still running)"));
        }
    }

    private static List<String> places(String log) {
        return log.lines()
                .filter(
                        line ->
                                line.contains("hook=scripts/trouble.js")
                                        && line.contains(" failed reason="))
                .toList();
    }
}
