// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many at once: idle ones, who cost little and are in nobody's way, and senders. In {@code verify}
 * with fewer; {@code -Dpostern.idle=10000 -Dpostern.senders=2000} are the figures we stand for.
 */
@Timeout(300)
class ManyConnectionsIT {
    private static final int IDLE = Integer.getInteger("postern.idle", 1000);
    private static final int SENDERS = Integer.getInteger("postern.senders", 300);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String LIMITS =
            "\nlimits:\n  connections: 20000\n  connections-per-address: unlimited\n"
                    + "  connection-rate-per-address: unlimited\n";

    @TempDir Path folder;
    private final List<Socket> sockets = new ArrayList<>();
    private SmtpSink sink;
    private PosternProcess postern;

    @BeforeEach
    void start() throws Exception {
        sink = SmtpSink.start();
        String yaml = PosternProcess.configuration("relay.yaml", sink.port());
        postern =
                PosternProcess.inHome(folder, yaml.replaceAll("(?s)\nlimits:.*?(?=\n\\S)", LIMITS))
                        .optimised()
                        .start();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        assertThat(postern.stop()).isZero();
        postern.close();
        sink.close();
    }

    @Test
    void idleConnectionsAreInNobodysWay() throws Exception {
        for (int i = 0; i < IDLE; i++) {
            connect();
        }
        for (Socket idle : sockets) {
            assertThat(greeting(idle)).startsWith("220 ");
        }
        try (RawSmtpClient client = postern.greeted()) {
            client.expect(
                    250,
                    client.transaction(
                            "alice@example.test",
                            List.of("bob@example.test"),
                            Octets.message("between the idle\r\n")));
        }
        assertThat(sink.awaitMessages(1)).hasSize(1);
    }

    @Test
    void everySenderAtOnceIsAnswered() throws Exception {
        CountDownLatch allConnected = new CountDownLatch(SENDERS);
        List<Future<Integer>> replies = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SENDERS; i++) {
                replies.add(threads.submit(sender(allConnected)));
            }
            for (Future<Integer> reply : replies) {
                assertThat(reply.get()).isEqualTo(250);
            }
        }
        assertThat(sink.awaitMessages(SENDERS, PATIENCE)).hasSize(SENDERS);
    }

    private Callable<Integer> sender(CountDownLatch allConnected) {
        return () -> {
            try (RawSmtpClient client = RawSmtpClient.connect(postern.smtpPort())) {
                client.patience(PATIENCE);
                client.expect(220, client.reply());
                client.expect(250, client.ehlo("client.test"));
                allConnected.countDown();
                allConnected.await();
                return client.transaction(
                                "alice@example.test",
                                List.of("bob@example.test"),
                                Octets.message("one of many\r\n"))
                        .code();
            }
        };
    }

    private void connect() throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), postern.smtpPort()));
        socket.setSoTimeout((int) PATIENCE.toMillis());
    }

    private static String greeting(Socket socket) throws IOException {
        byte[] start = socket.getInputStream().readNBytes(4);
        return new String(start, StandardCharsets.US_ASCII);
    }
}
