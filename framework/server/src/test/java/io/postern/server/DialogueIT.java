// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Status;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.SenderPolicy;
import io.postern.api.policy.Verdict;
import io.postern.testkit.RawReply;
import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Plays the transcripts: {@code C:} is sent with CRLF, {@code S:} is the start of the next reply
 * line. {@code ---} begins another connection, {@code #} a comment, and {@code =n} says that n
 * messages have been accepted.
 */
@Timeout(60)
class DialogueIT {
    @ParameterizedTest
    @MethodSource("transcripts")
    void transcriptIsPlayedAsWritten(Path transcript) throws Exception {
        try (TestServer server = server()) {
            List<String> lines = Files.readAllLines(transcript, StandardCharsets.UTF_8);
            RawSmtpClient client = server.connect();
            List<String> pending = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                String place = transcript.getFileName() + ":" + (i + 1);
                if (line.equals("---")) {
                    client.close();
                    client = server.connect();
                } else if (line.startsWith("C:")) {
                    assertThat(pending).as(place).isEmpty();
                    client.send(line.substring(Math.min(3, line.length())) + "\r\n");
                } else if (line.startsWith("S:")) {
                    expect(client, pending, line.substring(3), place);
                } else if (line.startsWith("=")) {
                    assertThat(server.spool.accepted)
                            .as(place)
                            .hasSize(Integer.parseInt(line.substring(1)));
                } else if (line.equals("closed")) {
                    client.expectClosed();
                }
            }
            assertThat(pending).isEmpty();
            client.close();
        }
    }

    static Stream<Path> transcripts() {
        try {
            Path folder = Path.of("src/test/resources/dialogue");
            return Files.list(folder).filter(file -> file.toString().endsWith(".smtp")).sorted();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expect(
            RawSmtpClient client, List<String> pending, String expected, String place) {
        if (pending.isEmpty()) {
            RawReply reply = client.reply();
            for (int i = 0; i < reply.lines().size(); i++) {
                String mark = i == reply.lines().size() - 1 ? " " : "-";
                pending.add(reply.code() + mark + reply.lines().get(i));
            }
        }
        assertThat(pending.removeFirst()).as(place).startsWith(expected);
    }

    private static TestServer server() throws IOException {
        return new TestServer()
                .with(
                        HeloPolicy.class,
                        client ->
                                client.helo().orElseThrow().equals("liar.test")
                                        ? Verdict.reject(7, 1, "no liars")
                                        : Verdict.pass())
                .with(SenderPolicy.class, transaction -> bySender(transaction.reversePath() + ""))
                .with(RecipientPolicy.class, (_, to) -> byRecipient(to.mailbox().localPart()))
                .with(RelayPolicy.class, (_, to) -> relay(to.mailbox().localPart()))
                .with(
                        MessagePolicy.class,
                        (_, message) -> byMessage(message.header("Subject").orElse("")))
                .start();
    }

    private static Verdict bySender(String path) {
        return switch (path) {
            case "spammer@bad.test" -> Verdict.reject(7, 1, "go away");
            case "later@bad.test" -> Verdict.defer(7, 1, "later");
            default -> Verdict.pass();
        };
    }

    private static Verdict byRecipient(String localPart) {
        return switch (localPart) {
            case "nobody" -> Verdict.reject(1, 1, "no such user");
            case "full" -> Verdict.defer(2, 2, "mailbox full");
            case "accepted" -> Verdict.accept();
            default -> Verdict.pass();
        };
    }

    private static RelayDecision relay(String localPart) {
        return switch (localPart) {
            case "permitted" -> new RelayDecision.Permit();
            case "denied" -> new RelayDecision.Deny(new Status.Permanent(7, 1, "not you"));
            case "trouble" -> throw new IllegalStateException("on purpose");
            default -> new RelayDecision.Pass();
        };
    }

    private static MessageVerdict byMessage(String subject) {
        return switch (subject) {
            case "reject" -> new MessageVerdict.Reject(new Status.Permanent(7, 1, "not with us"));
            case "defer" -> new MessageVerdict.Defer(new Status.Transient(7, 1, "not now"));
            case "discard" -> new MessageVerdict.Discard("test");
            case "throw" -> throw new IllegalStateException("on purpose");
            default -> new MessageVerdict.Pass();
        };
    }
}
