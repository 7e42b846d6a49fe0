// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CVE-2023-51764 and its kin: there is never a second message, and a flawed one is refused. */
@Timeout(60)
class SmugglingIT {
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer().limit("connectionRatePerAddress", Integer.MAX_VALUE).start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'\\n.\\n',550 5.6.0",
        "'\\n.\\r\\n',550 5.6.0",
        "'\\r\\n.\\n',550 5.6.0",
        "'\\r.\\r',550 5.6.0",
        "'\\r\\n.\\r',550 5.6.0",
        "'\\n.\\r',550 5.6.0",
        "'\\r\\n.\\r\\r\\n',550 5.6.0",
        "'\\r\\n..\\n',550 5.6.0",
        "'\\n\\n.\\n\\n',550 5.6.0",
        "'\\r\\n\\0.\\r\\n',554 5.6.0",
        "'\\r\\n. \\r\\n',250 2.0.0",
        "'\\x85.\\x85',250 2.0.0"
    })
    void falseEndDoesNotEndTheMessageWhereverItIsSplit(String falseEnd, String reply) {
        String text =
                "a"
                        + falseEnd.replace("\\r", "\r")
                                .replace("\\n", "\n")
                                .replace("\\0", "\0")
                                .replace("\\x85", "\u0085");
        String smuggled = "MAIL FROM:<evil@x>\r\nRCPT TO:<b@local.test>\r\nDATA\r\nevil\r\n.\r\n";
        for (int split = 0; split <= text.length(); split++) {
            try (RawSmtpClient client = server.inData()) {
                client.send(text.substring(0, split));
                client.send(text.substring(split) + smuggled + "NOOP\r\n");
                assertThat(client.reply().toString()).startsWith(reply);
                client.expect(250, client.reply());
                client.expect(221, client.quit());
            }
        }
        assertThat(server.spool.accepted)
                .allMatch(
                        accepted -> accepted.acceptance().envelope().toString().contains("client"));
        assertThat(server.spool.open).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\nMAIL FROM:<evil@x>\r\n", "\n", "RCPT TO:<x\nQUIT\r\n"})
    void bareLfInACommandEndsTheSession(String line) {
        try (RawSmtpClient client = server.client()) {
            client.send(line);
            assertThat(client.reply().toString()).startsWith("500 5.5.2");
            client.expectClosed();
        }
    }

    @Test
    void bareCrInACommandIsRefused() {
        try (RawSmtpClient client = server.client()) {
            client.expect(500, client.command("NOOP\rMAIL FROM:<evil@x>"));
            client.expect(250, client.command("NOOP"));
        }
    }
}
