// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.routing.Router;
import io.postern.api.transport.Transport;
import io.postern.smoke.plugin.FileRouter;
import io.postern.smoke.plugin.FileTransport;
import io.postern.testkit.RawReply;
import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A router and a transport are updated again and again, and the transport is taken away for a
 * while, as mail comes in: nothing is lost, doubled or refused for good, and no connection drops.
 * In {@code verify} with little; {@code distribution/benchmarks/hot-plugins.sh} does it in full.
 */
@Timeout(30 * 60)
class UpdateUnderLoadIT {
    private static final int MESSAGES = Integer.getInteger("postern.messages", 1000);
    private static final int SESSIONS = Integer.getInteger("postern.sessions", 20);
    private static final int UPDATES = Integer.getInteger("postern.updates", 10);
    private static final int REINSTALLS = Integer.getInteger("postern.reinstalls", 2);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration MOST_REPLY = Duration.ofSeconds(5);

    @TempDir Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger putOff = new AtomicInteger();
    private final AtomicInteger number = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    private PosternProcess postern;
    private Path delivered;

    @BeforeEach
    void start() throws Exception {
        delivered = Files.createDirectory(folder.resolve("delivered"));
        postern =
                PosternProcess.inHome(
                                folder.resolve("home"),
                                PosternProcess.configuration("full.yaml", 1)
                                        .replace("10h x 5", "1s x 600"))
                        .javaOptions("-Dpostern.smoke.delivered=" + delivered);
        postern.start();
        order("install", router(0));
        order("install", transport(0));
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        assertThat(postern.stop()).isZero();
        postern.close();
    }

    @Test
    void nothingIsLostOrDoubledOrRefusedAndNoConnectionDrops() throws Exception {
        CountDownLatch ended = new CountDownLatch(SESSIONS);
        for (int i = 0; i < SESSIONS; i++) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                send();
                                ended.countDown();
                            });
        }
        int version = 0;
        for (int i = 1; i <= UPDATES; i++) {
            awaitAccepted(MESSAGES * i / (UPDATES + 1));
            version++;
            order("update", i % 2 == 0 ? transport(version) : router(version));
            if (i % Math.max(1, UPDATES / Math.max(1, REINSTALLS)) == 0) {
                remove("FileTransport");
                awaitAccepted(Math.min(accepted.get() + SESSIONS, MESSAGES));
                version++;
                order("install", transport(version));
            }
        }
        ended.await();
        assertThat(wrong).isEmpty();
        assertThat(accepted).hasValue(MESSAGES);
        Queue.awaitEmpty(postern, PATIENCE);
        try (Stream<Path> files = Files.list(delivered)) {
            List<String> copies =
                    files.map(file -> file.getFileName().toString().split("_", 2)[0]).toList();
            assertThat(copies).as("delivered").hasSize(MESSAGES);
            assertThat(copies.stream().distinct()).as("each once").hasSize(MESSAGES);
        }
        report();
    }

    private void report() {
        long[] all = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        Duration p99 = Duration.ofNanos(all[all.length * 99 / 100]);
        Duration last = Duration.ofNanos(all[all.length - 1]);
        System.out.printf(
                "%d messages over %d sessions, %d updates, %d replies, %d put off: "
                        + "p99 %d ms, slowest %d ms%n",
                MESSAGES,
                SESSIONS,
                UPDATES,
                all.length,
                putOff.get(),
                p99.toMillis(),
                last.toMillis());
        assertThat(p99).isLessThan(MOST_REPLY);
    }

    private void awaitAccepted(int messages) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> accepted.get() >= messages || !wrong.isEmpty());
    }

    /** One session, as long as there is something to send. */
    private void send() {
        try (RawSmtpClient client = postern.greeted()) {
            client.patience(Duration.ofSeconds(60));
            int next = number.incrementAndGet();
            while (next <= MESSAGES && wrong.isEmpty()) {
                if (isTaken(client, next)) {
                    accepted.incrementAndGet();
                    next = number.incrementAndGet();
                } else {
                    putOff.incrementAndGet();
                }
            }
            check("QUIT", client.quit());
        } catch (UncheckedIOException | IllegalStateException | AssertionError dropped) {
            wrong.add(String.valueOf(dropped));
        }
    }

    private boolean isTaken(RawSmtpClient client, int next) {
        check("RSET", timed(() -> client.command("RSET")));
        return check("MAIL", timed(() -> client.mail("alice@example.test")))
                && check("RCPT", timed(() -> client.rcpt("user%d@d.test".formatted(next))))
                && check("DATA", timed(() -> client.data(Octets.message("load\r\n"))));
    }

    private RawReply timed(java.util.function.Supplier<RawReply> command) {
        long begin = System.nanoTime();
        RawReply reply = command.get();
        nanos.add(System.nanoTime() - begin);
        return reply;
    }

    /** Whether it was taken; what is neither yes nor later is wrong. */
    private boolean check(String command, RawReply reply) {
        if (reply.code() / 100 != 2 && reply.code() / 100 != 4) {
            wrong.add(command + ": " + reply);
        }
        return reply.code() / 100 == 2;
    }

    private static Path router(int version) throws Exception {
        return PluginJar.make(
                "1." + version + ".0", FileRouter.class, Router.class, "io.postern.api.routing");
    }

    private static Path transport(int version) throws Exception {
        return PluginJar.make(
                "1." + version + ".0",
                FileTransport.class,
                Transport.class,
                "io.postern.api.transport");
    }

    private void order(String word, Path jar) throws Exception {
        post(word + "?who=test", HttpRequest.BodyPublishers.ofFile(jar));
        Files.delete(jar);
    }

    private void remove(String name) throws Exception {
        post("remove", HttpRequest.BodyPublishers.ofString("{\"name\":\"" + name + "\"}"));
    }

    private void post(String path, HttpRequest.BodyPublisher body) throws Exception {
        String token = Files.readString(postern.home().resolve("data/admin.token")).strip();
        HttpResponse<String> response =
                http.send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:%d/api/plugins/%s"
                                                        .formatted(postern.adminPort(), path)))
                                .header("Authorization", "Bearer " + token)
                                .POST(body)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
    }
}
