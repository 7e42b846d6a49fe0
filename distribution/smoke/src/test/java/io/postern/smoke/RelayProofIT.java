// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code check} proves of the relay, and {@code try} of one session, by the real policies. */
@Timeout(180)
class RelayProofIT {
    @TempDir private Path folder;

    @Test
    void checkAsksThePoliciesAndWritesNothing() throws Exception {
        PosternProcess.Outcome check =
                home("networks: [127.0.0.2/32, 10.0.0.0/8]").command("check");

        assertThat(check.code()).as(check.err()).isZero();
        assertThat(check.out())
                .isEqualTo(
                        """
                        conf/postern.yaml is fine

                        who may send where by smtp:

                        CLIENT                ELSEWHERE
                        any host              refused (550 5.7.1)
                        loopback              refused (550 5.7.1)
                        127.0.0.2/32          permitted by relay networks
                        10.0.0.0/8            permitted by relay networks
                        authenticated user    permitted by relay authenticated
                        verified certificate  refused (550 5.7.1)
                        """);
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void openRelayIsNotFine() throws Exception {
        PosternProcess.Outcome check = home("networks: [0.0.0.0/0]").command("check");

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err())
                .contains("OPEN RELAY: listener 'smtp' lets any host (203.0.113.1) as");
    }

    @Test
    void scriptThatOpensTheRelayToItsOwnDomainsIsFound() throws Exception {
        Files.writeString(
                folder.resolve("open.js"),
                """
                import { permit } from 'postern';
                export function onRelay(transaction) {
                    return transaction.sender ? permit() : undefined;
                }
                """);
        PosternProcess.Outcome check = home("networks: []\nscripts: [open.js]").command("check");

        assertThat(check.code()).as(check.out()).isEqualTo(1);
        assertThat(check.err()).contains("OPEN RELAY:", "by open.js");
    }

    @Test
    void scriptThatDoesNotCompileIsAMistakeOfTheFile() throws Exception {
        Files.writeString(folder.resolve("broken.js"), "export function onRelay( {\n");
        PosternProcess.Outcome check = home("networks: []\nscripts: [broken.js]").command("check");

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err()).contains("scripts doesn't start: ", "broken.js:2");
    }

    @Test
    void trySaysWhatTheServerWouldAndTakesNothing() throws Exception {
        try (PosternProcess postern = home("networks: [10.0.0.0/8]").start()) {
            PosternProcess.Outcome inside = tried(postern, "10.1.2.3");
            assertThat(inside.code()).as(inside.err()).isZero();
            assertThat(inside.out())
                    .contains("C: RCPT TO:<b@elsewhere.example>\nS: 250 2.1.5 Ok ", "[networks]")
                    .endsWith("would be accepted; nothing was\n");

            PosternProcess.Outcome outside = tried(postern, "192.0.2.1");
            assertThat(outside.code()).isEqualTo(1);
            assertThat(outside.out()).contains("S: 550 5.7.1 Relaying denied", "[core]");

            assertThat(postern.command("queue", "list", "--count").out()).isEqualTo("0\n");
        }
    }

    private static PosternProcess.Outcome tried(PosternProcess postern, String from)
            throws Exception {
        return postern.command(
                "try",
                "--from",
                from,
                "--sender",
                "a@x.example",
                "--recipient",
                "b@elsewhere.example");
    }

    private PosternProcess home(String networks) throws Exception {
        String yaml =
                PosternProcess.configuration("hold.yaml", SmtpSink.closedPort())
                        .replace("networks: [127.0.0.0/8]", "authenticated: true\n  " + networks);
        return PosternProcess.inHome(folder, yaml);
    }
}
