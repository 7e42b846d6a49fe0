// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** A clean stop in the middle of work refuses nobody for good, loses nothing, repeats nothing. */
@Timeout(180)
class StopIT {
    private static final int CLIENTS = 8;

    @TempDir private Path folder;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Collection<Integer> others = new ConcurrentLinkedQueue<>();

    @Test
    void aStopUnderLoadSaysLaterAtMostAndDeliversEachMessageOnce() throws Exception {
        try (SmtpSink sink = SmtpSink.start();
                PosternProcess postern =
                        PosternProcess.inHome(
                                folder.resolve("home"),
                                PosternProcess.configuration("relay.yaml", sink.port()))) {
            for (int round = 0; round < 3; round++) {
                loadAndStop(postern.start(), round);
            }
            postern.start();
            sink.awaitMessages(acknowledged.size(), Duration.ofSeconds(60));
            assertThat(postern.stop()).isZero();
            List<String> arrived =
                    sink.messages().stream()
                            .map(message -> message.recipients().getFirst())
                            .toList();
            assertThat(arrived)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(acknowledged);
        }
        assertThat(others).as("replies that took nothing").allMatch(code -> code / 100 == 4);
    }

    private void loadAndStop(PosternProcess postern, int round) throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(100);
        List<Thread> clients = new ArrayList<>();
        for (int number = 0; number < CLIENTS; number++) {
            String prefix = "r" + round + "c" + number + "m";
            clients.add(Thread.ofVirtual().start(() -> sendUntilTold(postern, prefix, enough)));
        }
        enough.await();
        assertThat(postern.stop()).isZero();
        for (Thread client : clients) {
            client.join();
        }
    }

    /** One message after the other, until a reply says that there will be no more. */
    private void sendUntilTold(PosternProcess postern, String prefix, CountDownLatch enough) {
        try (RawSmtpClient client = postern.greeted()) {
            for (int i = 0; ; i++) {
                String recipient = prefix + i + "@example.test";
                int code = send(client, recipient);
                if (code != 250) {
                    others.add(code);
                    return;
                }
                acknowledged.add(recipient);
                enough.countDown();
            }
        } catch (AssertionError | UncheckedIOException _) {
            // The connection ended between two commands, where nothing had been promised.
        }
    }

    /** The code of the first reply that isn't what one hopes for; 250 for a message taken. */
    private static int send(RawSmtpClient client, String recipient) {
        int mail = client.command("MAIL FROM:<alice@example.test>").code();
        if (mail != 250) {
            return mail;
        }
        int rcpt = client.command("RCPT TO:<" + recipient + ">").code();
        if (rcpt != 250) {
            return rcpt;
        }
        int data = client.command("DATA").code();
        return data != 354 ? data : client.command("Subject: stop\r\n\r\nx\r\n.").code();
    }
}
