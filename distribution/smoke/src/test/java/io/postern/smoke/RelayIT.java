// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.SinkMessage;
import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What goes in comes out, octet for octet. */
@Timeout(180)
class RelayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir static Path folder;
    private static SmtpSink sink;
    private static PosternProcess postern;

    @BeforeAll
    static void startPostern() throws Exception {
        sink = SmtpSink.start();
        postern =
                PosternProcess.inHome(
                                folder.resolve("home"),
                                PosternProcess.configuration("relay.yaml", sink.port()))
                        .start();
    }

    @AfterAll
    static void stopPostern() throws Exception {
        assertThat(postern.stop()).as("exit code").isZero();
        postern.close();
        sink.close();
    }

    @Test
    void messagesFromPythonsSmtplibArriveOctetForOctet() throws Exception {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, byte[]> message : Octets.messages().entrySet()) {
            Path file = folder.resolve(message.getKey());
            files.add(Files.write(file, message.getValue()));
        }
        int before = sink.messages().size();
        smtplib("alice@example.test", "bob@example.test", files);
        List<SinkMessage> arrived =
                sink.awaitMessages(before + files.size(), PATIENCE)
                        .subList(before, before + files.size());
        // Messages of one sender may overtake each other: compared as sets.
        assertThat(arrived.stream().map(message -> Octets.withoutTrace(message.content())).toList())
                .containsExactlyInAnyOrderElementsOf(List.copyOf(Octets.messages().values()));
        assertThat(arrived)
                .allSatisfy(
                        message -> {
                            assertThat(message.reversePath()).isEqualTo("alice@example.test");
                            assertThat(message.text()).startsWith("Received: from ");
                        });
    }

    @Test
    void messagesFromOurOwnClientArriveOctetForOctet() throws Exception {
        int before = sink.messages().size();
        List<byte[]> messages = List.copyOf(Octets.messages().values());
        for (int i = 0; i < messages.size(); i++) {
            Path file = Files.write(folder.resolve("own-" + i), messages.get(i));
            PosternProcess.Outcome sent =
                    postern.command(
                            "send",
                            "--from",
                            "alice@example.test",
                            "--to",
                            "bob@example.test",
                            file.toString());
            assertThat(sent.code()).as(sent.err()).isZero();
        }
        List<SinkMessage> arrived =
                sink.awaitMessages(before + messages.size(), PATIENCE)
                        .subList(before, before + messages.size());
        assertThat(arrived.stream().map(message -> Octets.withoutTrace(message.content())).toList())
                .containsExactlyInAnyOrderElementsOf(messages);
    }

    @Test
    void twoHundredRecipientsOfOneNextHopGetOneCopy() throws Exception {
        List<String> recipients =
                IntStream.range(0, 200).mapToObj(i -> "r" + i + "@example.test").toList();
        int before = sink.messages().size();
        Path file = Files.write(folder.resolve("list"), Octets.message("to many\r\n"));
        smtplib("list@example.test", String.join(",", recipients), List.of(file));
        SinkMessage copy = sink.awaitMessages(before + 1, PATIENCE).get(before);
        assertThat(copy.recipients()).containsExactlyInAnyOrderElementsOf(recipients);
        assertThat(sink.messages()).hasSize(before + 1);
    }

    private static void smtplib(String from, String to, List<Path> files)
            throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "python3",
                                "src/test/resources/send.py",
                                "" + postern.smtpPort(),
                                from,
                                to));
        files.forEach(file -> line.add(file.toString()));
        Process python = Peers.python(line);
        String output = new String(python.getInputStream().readAllBytes());
        assertThat(python.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(python.exitValue()).as(output).isZero();
    }
}
