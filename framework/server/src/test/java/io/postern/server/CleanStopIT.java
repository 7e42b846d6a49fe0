// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

@Timeout(60)
class CleanStopIT {
    @Test
    void idleSessionHears421AndNobodyElseGetsIn() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.client()) {
            Future<?> stop = stop(server, Duration.ofSeconds(20));
            assertThat(client.reply().toString()).startsWith("421 4.3.2");
            client.expectClosed();
            stop.get();
            assertThatThrownBy(server::connect).hasMessageContaining("no connection");
            assertThat(server.sessions()).isZero();
        }
    }

    @Test
    void messageUnderWayIsTakenBeforeTheEnd() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.inData()) {
            client.send("first half, ");
            Future<?> stop = stop(server, Duration.ofSeconds(20));
            await().until(() -> !accepts(server));
            client.send("second half\r\n.\r\nNOOP\r\n");
            client.expect(250, client.reply());
            assertThat(client.reply().toString()).startsWith("421 4.3.2");
            client.expectClosed();
            stop.get();
            assertThat(server.spool.only().withoutTrace()).isEqualTo("first half, second half\r\n");
        }
    }

    @Test
    void messageThatDoesNotEndIsGivenUp() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.inData()) {
            client.send("half a mess");
            stop(server, Duration.ofMillis(300)).get();
            assertThat(client.reply().toString()).startsWith("421 4.3.2");
            client.expectClosed();
            assertThat(server.spool.accepted).isEmpty();
            assertThat(server.spool.open).hasValue(0);
        }
    }

    @Test
    void commitUnderWayIsWaitedForAndAnswered() throws Exception {
        CountDownLatch committing = new CountDownLatch(1);
        CountDownLatch disk = new CountDownLatch(1);
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.inData()) {
            server.spool.atCommit =
                    () -> {
                        committing.countDown();
                        try {
                            disk.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    };
            client.send("text\r\n.\r\n");
            committing.await();
            Future<?> stop = stop(server, Duration.ofSeconds(20));
            await().until(() -> !accepts(server));
            assertThat(stop.isDone()).isFalse();
            disk.countDown();
            client.expect(250, client.reply());
            assertThat(client.reply().toString()).startsWith("421 4.3.2");
            stop.get();
            assertThat(server.spool.accepted).hasSize(1);
        }
    }

    private static boolean accepts(TestServer server) {
        try {
            server.connect().close();
            return true;
        } catch (java.io.UncheckedIOException refused) {
            return false;
        }
    }

    private static Future<?> stop(TestServer server, Duration peace) {
        return Executors.newVirtualThreadPerTaskExecutor()
                .submit(
                        () -> {
                            server.stop(peace);
                            return null;
                        });
    }
}
