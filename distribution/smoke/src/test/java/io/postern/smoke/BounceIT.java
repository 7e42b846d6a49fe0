// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SinkMessage;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.Stage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the next hop says is acted on: refused for good, put off, taken from the second host. */
@Timeout(120)
class BounceIT {
    @TempDir Path folder;

    @Test
    void refusedRecipientComesBackToTheSenderAndTheOtherIsDelivered() throws Exception {
        try (SmtpSink sink = SmtpSink.start();
                PosternProcess postern = start("relay.yaml", sink.port())) {
            sink.at(Stage.RCPT).matching("gone@").replies("550 5.1.1 no such user here");
            try (RawSmtpClient client = postern.greeted()) {
                client.expect(
                        250,
                        client.transaction(
                                "alice@example.test",
                                List.of("gone@example.test", "bob@example.test"),
                                Octets.message("to two\r\n")));
            }
            List<SinkMessage> arrived = sink.awaitMessages(2);
            SinkMessage copy = bySender(arrived, "alice@example.test");
            SinkMessage bounce = bySender(arrived, "");
            assertThat(copy.recipients()).containsExactly("bob@example.test");
            assertThat(bounce.recipients()).containsExactly("alice@example.test");
            assertThat(bounce.text())
                    .contains("multipart/report")
                    .contains("Final-Recipient: rfc822;")
                    .contains("gone@example.test")
                    .contains("Action: failed")
                    .contains("Status: 5.1.1")
                    .contains("550 5.1.1 no such user here");
            assertThat(postern.stop()).isZero();
        }
    }

    @Test
    void failedBounceIsNotBounced() throws Exception {
        try (SmtpSink sink = SmtpSink.start();
                PosternProcess postern = start("relay.yaml", sink.port())) {
            sink.at(Stage.RCPT).replies("550 5.1.1 nobody");
            try (RawSmtpClient client = postern.greeted()) {
                client.expect(
                        250,
                        client.transaction(
                                "", List.of("gone@example.test"), Octets.message("a bounce\r\n")));
            }
            Queue.awaitEmpty(postern, Duration.ofSeconds(30));
            assertThat(sink.messages()).isEmpty();
            assertThat(postern.stop()).isZero();
        }
    }

    /** No backscatter: the client is there to be told, and tells whom it may concern. */
    @Test
    void whatIsRefusedWhileTheClientWaitsMakesNoReport() throws Exception {
        try (SmtpSink sink = SmtpSink.start();
                PosternProcess postern = start("relay.yaml", sink.port())) {
            String looped = "Received: by a.test; Tue, 24 Nov 2026 10:00:00 +0000\r\n".repeat(101);
            try (RawSmtpClient client = postern.greeted()) {
                client.expect(
                        554,
                        client.transaction(
                                "forged@example.test",
                                List.of("bob@example.test"),
                                (looped + "\r\nloop\r\n").getBytes(StandardCharsets.US_ASCII)));
                client.send("MAIL FROM:<forged@example.test>\r\nRCPT TO:<x@bad..name>\r\n");
                client.expect(250, client.reply());
                client.expect(501, client.reply());
            }
            assertThat(Queue.count(postern)).isZero();
            assertThat(sink.sessions()).isEmpty();
            assertThat(postern.stop()).isZero();
        }
    }

    @Test
    void putOffMessageIsTriedAgainAndArrives() throws Exception {
        try (SmtpSink sink = SmtpSink.start();
                PosternProcess postern = start("relay.yaml", sink.port())) {
            sink.at(Stage.RCPT).nth(1).replies("450 4.2.1 later");
            try (RawSmtpClient client = postern.greeted()) {
                client.expect(
                        250,
                        client.transaction(
                                "alice@example.test",
                                List.of("bob@example.test"),
                                Octets.message("again\r\n")));
            }
            sink.awaitMessages(1, Duration.ofSeconds(30));
            assertThat(postern.stop()).isZero();
        }
    }

    @Test
    void pausedQueueKeepsMailUntilItIsResumed() throws Exception {
        try (SmtpSink sink = SmtpSink.start();
                PosternProcess postern = start("hold.yaml", sink.port())) {
            try (RawSmtpClient client = postern.greeted()) {
                for (int i = 0; i < 3; i++) {
                    client.expect(
                            250,
                            client.transaction(
                                    "alice@example.test",
                                    List.of("bob@example.test"),
                                    Octets.message("number " + i + "\r\n")));
                }
            }
            assertThat(Queue.count(postern)).isEqualTo(3);
            assertThat(sink.sessions()).isEmpty();
            assertThat(postern.command("queue", "resume").code()).isZero();
            sink.awaitMessages(3);
            await().atMost(Duration.ofSeconds(20)).until(() -> Queue.count(postern) == 0);
            assertThat(postern.stop()).isZero();
        }
    }

    private PosternProcess start(String configuration, int sinkPort) throws Exception {
        return PosternProcess.inHome(
                        folder.resolve("home"),
                        PosternProcess.configuration(configuration, sinkPort))
                .start();
    }

    private static SinkMessage bySender(List<SinkMessage> messages, String sender) {
        return messages.stream()
                .filter(message -> message.reversePath().equals(sender))
                .findFirst()
                .orElseThrow();
    }
}
