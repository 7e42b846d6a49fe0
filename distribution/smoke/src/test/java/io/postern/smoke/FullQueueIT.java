// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.routing.Router;
import io.postern.api.transport.Transport;
import io.postern.smoke.plugin.BusyRouter;
import io.postern.smoke.plugin.BusyTransport;
import io.postern.testkit.RawReply;
import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A queue full of mail that was put off, for a thousand domains: what it costs in heap, at the next
 * start, and those who bring new mail. In {@code verify} with little; {@code
 * -Dpostern.deferred=1000000} gives the figures we stand for, which take their time: {@code mvn -pl
 * distribution/smoke verify -Dit.test=FullQueueIT -Dpostern.deferred=1000000}.
 */
@Timeout(3 * 60 * 60)
class FullQueueIT {
    private static final int DEFERRED = Integer.getInteger("postern.deferred", 2000);
    private static final int INTAKE = Math.clamp(DEFERRED / 10, 300, 20_000);
    private static final int SENDERS = 32;
    private static final int DOMAINS = 1000;
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final Duration MOST_COMMAND = Duration.ofMinutes(1);
    private static final Duration MOST_REPLY = Duration.ofSeconds(5);
    private static final Duration MOST_START = Duration.ofSeconds(60);
    private static final int MOST_HEAP_MIB = 700;
    private static final Pattern USED = Pattern.compile(" total .*used (\\d+)K");

    @TempDir Path folder;
    private final AtomicInteger sent = new AtomicInteger();
    private PosternProcess postern;

    @BeforeEach
    void start() throws Exception {
        String yaml = PosternProcess.configuration("full.yaml", 1);
        postern = PosternProcess.inHome(folder, yaml).optimised().heap(MOST_HEAP_MIB);
        Path plugins = folder.resolve("plugins");
        String[] packages = {"io.postern.api.routing", "io.postern.api.transport"};
        PluginJar.drop(plugins, BusyRouter.class, Router.class, packages);
        PluginJar.drop(plugins, BusyTransport.class, Transport.class, packages);
        postern.start();
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(postern.stop()).isZero();
        postern.close();
    }

    @Test
    void waitsInLittleMemoryStartsSoonAndTakesMailAsAnEmptyOneDoes() throws Exception {
        send(INTAKE); // so that both are measured with compiled code
        Intake empty = intake();
        send(DEFERRED - sent.get());
        int deferred = sent.get();
        awaitPutOff(deferred);
        assertThat(postern.command("queue", "list").out()).contains("greylisted");
        report("%d messages put off: %d MiB of heap", deferred, heapMib());

        assertThat(postern.stop()).isZero();
        long begin = System.nanoTime();
        postern.start();
        Duration start = Duration.ofNanos(System.nanoTime() - begin);
        report("ready %.1f s after the start of the process", start.toMillis() / 1e3);
        long asked = System.nanoTime();
        awaitPutOff(deferred);
        report("all with the queue %.1f s later", (System.nanoTime() - asked) / 1e9);
        int heap = heapMib();
        report("%d MiB of heap", heap);

        send(INTAKE);
        Intake full = intake();
        report("intake, queue empty: %s", empty);
        report("intake, queue full:  %s", full);
        report("journal: %d MiB", journalOctets() >> 20);
        assertThat(start).isLessThan(MOST_START);
        assertThat(heap).isLessThan(MOST_HEAP_MIB);
        assertThat(Queue.count(postern)).isEqualTo(sent.get());
    }

    /** What operators ask and order takes bounded time, and who brings mail doesn't notice. */
    @Test
    void answersOperatorsWhileMailComesIn() throws Exception {
        send(DEFERRED);
        awaitPutOff(sent.get());
        int before = heapMib();
        try (Trickle trickle = new Trickle()) {
            measure(trickle, "queue", "list", "--domain", "d001.test");
            measure(trickle, "queue", "list", "--reason", "greylisted", "--most", "10000");
            measure(trickle, "queue", "list", "--count", "--recipient", "user000*");
            measure(trickle, "queue", "summary");
            measure(trickle, "queue", "hold", "--domain", "d002.test", "--dry-run");
            measure(trickle, "queue", "hold", "--domain", "d002.test");
            measure(trickle, "queue", "release", "--domain", "d002.test");
            measure(trickle, "queue", "suspend", "--domain", "d003.test");
            measure(trickle, "queue", "resume", "--domain", "d003.test");
            measure(trickle, "queue", "hold", "--all");
            measure(trickle, "queue", "release", "--all");
        }
        report("%d messages: %d MiB of heap before, %d after", DEFERRED, before, heapMib());
    }

    private void measure(Trickle trickle, String... command) throws Exception {
        trickle.slowest();
        long begin = System.nanoTime();
        assertThat(postern.command(command).code()).isZero();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        Duration slowest = trickle.slowest();
        report(
                "%-55s %5d ms, slowest of new mail %d ms",
                String.join(" ", command), took.toMillis(), slowest.toMillis());
        assertThat(took).isLessThan(MOST_COMMAND);
        assertThat(slowest).isPositive().isLessThan(MOST_REPLY);
    }

    /** A client that brings a message, and the next, and knows which took longest. */
    private final class Trickle implements AutoCloseable {
        private final AtomicLong slowest = new AtomicLong();
        private final Thread thread = Thread.ofVirtual().start(this::run);
        private volatile boolean stopped;

        private void run() {
            int number = DEFERRED;
            while (!stopped) {
                try (RawSmtpClient client = postern.greeted().patience(Duration.ofMinutes(1))) {
                    for (int i = 0; i < 100 && !stopped; i++) {
                        long begin = System.nanoTime();
                        send(client, number++);
                        slowest.accumulateAndGet(System.nanoTime() - begin, Math::max);
                    }
                }
            }
        }

        /** Since it was asked last. */
        Duration slowest() {
            return Duration.ofNanos(slowest.getAndSet(0));
        }

        @Override
        public void close() {
            stopped = true;
            await().until(() -> !thread.isAlive());
        }
    }

    private Intake intake() throws Exception {
        awaitPutOff(sent.get());
        Duration cpu = postern.cpu();
        long begin = System.nanoTime();
        send(INTAKE);
        double seconds = (System.nanoTime() - begin) / 1e9;
        awaitPutOff(sent.get());
        return new Intake(
                INTAKE / seconds, (double) postern.cpu().minus(cpu).toNanos() / INTAKE / 1000);
    }

    /**
     * What new mail costs.
     *
     * @param cpuMicros of the server for a message, from its first octet to its first deferral
     */
    private record Intake(double messagesPerSecond, double cpuMicros) {
        @Override
        public String toString() {
            return "%.0f messages/s, %.0f us of CPU each".formatted(messagesPerSecond, cpuMicros);
        }
    }

    private void send(int count) throws InterruptedException {
        int end = sent.get() + count;
        List<Thread> senders = new ArrayList<>();
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(
                    Thread.ofVirtual()
                            .uncaughtExceptionHandler((_, _) -> failed.incrementAndGet())
                            .start(() -> sendUntil(end)));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(failed).hasValue(0);
        sent.set(end);
    }

    private void sendUntil(int end) {
        while (sent.get() < end) {
            try (RawSmtpClient client = postern.greeted().patience(Duration.ofMinutes(5))) {
                for (int i = 0; i < 100; i++) {
                    int number = sent.getAndIncrement();
                    if (number >= end) {
                        return;
                    }
                    send(client, number);
                }
            }
        }
    }

    private static void send(RawSmtpClient client, int number) {
        client.send(
                "MAIL FROM:<alice@example.test>\r\nRCPT TO:<user%07d@d%03d.test>\r\nDATA\r\n"
                        .formatted(number, number % DOMAINS));
        List<RawReply> replies = client.replies(3);
        client.expect(354, replies.getLast());
        client.send(TEXT);
        client.expect(250, client.reply());
    }

    private static final byte[] TEXT =
            ("Subject: one of many\r\n\r\n"
                            + "0123456789abcdef0123456789abcdef\r\n".repeat(30)
                            + ".\r\n")
                    .getBytes(StandardCharsets.US_ASCII);

    /** Waits until so many wait for their time, and nothing is under way. */
    private void awaitPutOff(int count) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> {
                            String status = postern.command("status", "--json").out();
                            return status.replaceAll("\\s", "")
                                    .contains("\"active\":0,\"waiting\":" + count + ",");
                        });
    }

    /** What of the heap is in use, all generations, after a collection. */
    private int heapMib() throws IOException, InterruptedException {
        postern.jcmd("GC.run");
        String info = postern.jcmd("GC.heap_info");
        int used =
                USED.matcher(info)
                        .results()
                        .mapToInt(generation -> Integer.parseInt(generation.group(1)))
                        .sum();
        assertThat(used).as(info).isPositive();
        return used >> 10;
    }

    private long journalOctets() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data/spool"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void report(String format, Object... values) {
        System.out.printf("full queue: " + format + "%n", values);
    }
}
