// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SinkMessage;
import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** A message for which we said 250 arrives, whatever happens to the process. */
@Timeout(180)
class CrashIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    @Test
    void acceptedMessageArrivesAfterAKillAndARestart() throws Exception {
        int port = SmtpSink.closedPort();
        byte[] message = Octets.messages().get("1-MiB");
        try (PosternProcess postern = relayTo(port)) {
            try (RawSmtpClient client = postern.start().greeted()) {
                send(client, "bob@example.test", message);
            }
            postern.kill();
            try (SmtpSink sink = SmtpSink.start("127.0.0.1", port)) {
                postern.start();
                SinkMessage arrived = sink.awaitMessages(1, PATIENCE).getFirst();
                assertThat(Octets.withoutTrace(arrived.content())).isEqualTo(message);
                assertThat(arrived.recipients()).containsExactly("bob@example.test");
                assertThat(postern.stop()).isZero();
                assertThat(sink.messages()).as("delivered once").hasSize(1);
            }
        }
    }

    @Test
    void killUnderLoadLosesNothingThatWasAcknowledged() throws Exception {
        int port = SmtpSink.closedPort();
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        try (PosternProcess postern = relayTo(port)) {
            for (int round = 0; round < 3; round++) {
                postern.start();
                loadAndKill(postern, round, acknowledged);
            }
            assertThat(acknowledged).hasSizeGreaterThan(100);
            try (SmtpSink sink = SmtpSink.start("127.0.0.1", port)) {
                postern.start();
                sink.awaitMessages(acknowledged.size(), PATIENCE);
                assertThat(postern.stop()).isZero();
                Set<String> arrived =
                        sink.messages().stream()
                                .map(message -> message.recipients().getFirst())
                                .collect(Collectors.toCollection(TreeSet::new));
                assertThat(arrived).containsAll(acknowledged);
            }
        }
    }

    @Test
    void secondProcessOnOneHomeIsRefusedAndTheFirstGoesOn() throws Exception {
        try (PosternProcess postern = relayTo(SmtpSink.closedPort())) {
            postern.start();
            PosternProcess.Outcome second = postern.command("run");
            assertThat(second.code()).isEqualTo(75);
            assertThat(second.err()).contains("already");
            try (RawSmtpClient client = postern.greeted()) {
                send(client, "bob@example.test", Octets.message("still here\r\n"));
            }
            assertThat(postern.stop()).isZero();
        }
    }

    /**
     * Eight clients send until the process dies under them, which it does once 60 more messages
     * were acknowledged.
     */
    private static void loadAndKill(PosternProcess postern, int round, Set<String> acknowledged)
            throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(60);
        List<Thread> clients = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            String prefix = "r" + round + "c" + number + "m";
            clients.add(
                    Thread.ofVirtual()
                            .start(() -> sendUntilCut(postern, prefix, acknowledged, enough)));
        }
        enough.await();
        postern.kill();
        for (Thread client : clients) {
            client.join();
        }
    }

    private static void sendUntilCut(
            PosternProcess postern,
            String prefix,
            Set<String> acknowledged,
            CountDownLatch enough) {
        try (RawSmtpClient client = postern.greeted()) {
            for (int i = 0; ; i++) {
                String recipient = prefix + i + "@example.test";
                send(client, recipient, Octets.message("number " + i + "\r\n"));
                acknowledged.add(recipient);
                enough.countDown();
            }
        } catch (AssertionError | UncheckedIOException _) {
            // The connection went with the process: what was not acknowledged may come or not.
        }
    }

    private static void send(RawSmtpClient client, String recipient, byte[] message) {
        client.expect(250, client.transaction("alice@example.test", List.of(recipient), message));
    }

    private PosternProcess relayTo(int port) throws Exception {
        return PosternProcess.inHome(
                folder.resolve("home"), PosternProcess.configuration("relay.yaml", port));
    }
}
