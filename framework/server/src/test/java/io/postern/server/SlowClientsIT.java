// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

@Timeout(60)
class SlowClientsIT {
    private static final int SLOW = Integer.getInteger("postern.test.slow", 100);

    @Test
    void whoDribblesIsCutAndTheOthersAreServedMeanwhile() throws Exception {
        List<RawSmtpClient> slow = new ArrayList<>();
        try (TestServer server =
                new TestServer()
                        .limit("connections", SLOW * 2)
                        .limit("connectionsPerAddress", SLOW * 2)
                        .limit("connectionRatePerAddress", Integer.MAX_VALUE)
                        .limit("dataRateGrace", "PT1S")
                        .start()) {
            for (int i = 0; i < SLOW; i++) {
                slow.add(server.inData());
            }
            while (server.sessions() > 0) {
                slow.forEach(SlowClientsIT::dribble);
                long begin = System.nanoTime();
                try (RawSmtpClient good = server.client()) {
                    good.quit();
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .isLessThan(Duration.ofSeconds(1));
                await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            }
            assertThat(slow.getFirst().reply().toString()).startsWith("421 4.4.2");
        } finally {
            slow.forEach(RawSmtpClient::close);
        }
    }

    @Test
    void commandThatIsDribbledIsCutToo() throws Exception {
        try (TestServer server = new TestServer().limit("dataRateGrace", "PT0.5S").start();
                RawSmtpClient client = server.client()) {
            client.send("NOO");
            assertThat(client.reply().toString()).startsWith("421 4.4.2");
        }
    }

    @Test
    void underStressNewClientsGetLess() throws Exception {
        try (TestServer server =
                        new TestServer()
                                .limit("connections", 5)
                                .limit("stressThreshold", 40)
                                .start();
                RawSmtpClient first = server.client();
                RawSmtpClient _ = server.client();
                RawSmtpClient third = server.client()) {
            third.expect(500, third.command("FOO"));
            assertThat(third.reply().toString()).startsWith("421 4.7.0");
            first.expect(500, first.command("FOO"));
            first.expect(250, first.command("NOOP"));
        }
    }

    private static void dribble(RawSmtpClient client) {
        try {
            client.send("x");
        } catch (UncheckedIOException _) {
            // It has been cut.
        }
    }
}
