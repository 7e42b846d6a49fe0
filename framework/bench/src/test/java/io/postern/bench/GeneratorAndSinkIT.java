// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The two against each other, over real sockets. */
@Timeout(60)
class GeneratorAndSinkIT {
    private final Ledgers ledgers = Bench.ledgers();
    private Security security = new Security.None();
    private Login login = Login.NONE;
    private Addresses addresses = Bench.ADDRESSES;

    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true", "true,true"})
    void everyMessageComesOnceWithItsSize(boolean pipelining, boolean chunking) throws Exception {
        Manner manner =
                new Manner(
                        Sizes.parse("600:5,1KiB:5,1041:5,100KiB:2,1MiB:1"),
                        7,
                        pipelining,
                        chunking);
        try (Sink sink = Sink.open(Bench.anyPort(), SinkSetup.PLAIN, ledgers)) {
            LoadReport report = send(sink, Bench.pace(5, 500), manner);
            assertThat(report.troubles()).isEmpty();
            assertThat(report.taken()).isEqualTo(500);
            assertThat(report.connections()).isGreaterThanOrEqualTo(500 / 7);
            assertThat(report.accept().getTotalCount()).isEqualTo(500);
            assertThat(report.connect().getTotalCount()).isEqualTo(report.connections());
            SinkReport seen = sink.report();
            assertThat(seen.messages()).isEqualTo(500);
            assertThat(seen.octets()).isEqualTo(report.octets() + (chunking ? 0 : 3 * 500));
            assertThat(seen.age().getTotalCount()).isEqualTo(500);
            assertExact(seen, 500);
        }
    }

    @Test
    void eachOfManyRecipientsIsCounted() throws Exception {
        addresses = new Addresses("", "sink@example.test", 250, 7);
        Manner manner = new Manner(Sizes.parse("1KiB"), 0, true, false);
        try (Sink sink = Sink.open(Bench.anyPort(), SinkSetup.PLAIN, ledgers)) {
            assertThat(send(sink, Bench.pace(3, 30), manner).troubles()).isEmpty();
            assertExact(sink.report(), 250 * 30);
        }
    }

    @Test
    void severalThreadsShareTheWork() throws Exception {
        Pace pace = new Pace(8, 3, 2000, Duration.ofMinutes(1), 0, 100);
        SinkSetup setup = new SinkSetup(2, 1, Duration.ZERO, Temper.KIND, null);
        try (Sink sink = Sink.open(Bench.anyPort(), setup, ledgers)) {
            LoadReport report = send(sink, pace, Bench.plain());
            assertThat(report.taken()).isEqualTo(2000);
            assertThat(report.messages()).as("without the warm-up").isEqualTo(1900);
            assertThat(report.accept().getTotalCount()).isEqualTo(1900);
            assertExact(sink.report(), 2000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messagesGoThroughTls(boolean chunking) throws Exception {
        security = new Security.Tls(false, Contexts.trustingAll(), "sink.invalid", false);
        Manner manner = new Manner(Sizes.parse("1KiB:3,300KiB:1"), 5, true, chunking);
        SinkSetup setup =
                new SinkSetup(1, 1, Duration.ZERO, Temper.KIND, Contexts.selfSigned(Instant.now()));
        try (Sink sink = Sink.open(Bench.anyPort(), setup, ledgers)) {
            LoadReport report = send(sink, Bench.pace(4, 100), manner);
            assertThat(report.troubles()).isEmpty();
            assertThat(sink.report().secured()).isEqualTo(report.connections());
            assertExact(sink.report(), 100);
        }
    }

    @Test
    void aCertificateThatNobodyKnowsIsNotTaken() throws Exception {
        security =
                new Security.Tls(false, javax.net.ssl.SSLContext.getDefault(), "localhost", true);
        SinkSetup setup =
                new SinkSetup(1, 1, Duration.ZERO, Temper.KIND, Contexts.selfSigned(Instant.now()));
        try (Sink sink = Sink.open(Bench.anyPort(), setup, ledgers)) {
            LoadReport report = send(sink, Bench.pace(1, 10), Bench.plain());
            assertThat(report.taken()).isZero();
            assertThat(report.stopped()).startsWith("TLS: ");
        }
    }

    @Test
    void aLoginComesFirst() throws Exception {
        login = new Login("user", "secret");
        try (Sink sink = Sink.open(Bench.anyPort(), SinkSetup.PLAIN, ledgers)) {
            assertThat(send(sink, Bench.pace(2, 10), Bench.plain()).troubles()).isEmpty();
            assertExact(sink.report(), 10);
        }
    }

    @Test
    void whatTheSinkRefusesIsKnownOnBothSides() throws Exception {
        SinkSetup setup =
                new SinkSetup(1, 1, Duration.ZERO, new Temper(Duration.ZERO, 20, 20, 20), null);
        try (Sink sink = Sink.open(Bench.anyPort(), setup, ledgers)) {
            LoadReport report = send(sink, Bench.pace(10, 500), Bench.plain());
            SinkReport seen = sink.report();
            assertThat(seen.rejected()).isBetween(50L, 150L).isEqualTo(count(report, "550"));
            assertThat(seen.deferred()).isBetween(50L, 150L).isEqualTo(count(report, "451"));
            assertThat(seen.dropped())
                    .isBetween(50L, 150L)
                    .isEqualTo(count(report, "connection lost"));
            assertThat(seen.messages()).isEqualTo(report.taken());
            assertExact(seen, report.taken());
        }
    }

    @Test
    void aSlowSinkIsSeenInTheLatency() throws Exception {
        SinkSetup setup =
                new SinkSetup(
                        1, 1, Duration.ZERO, new Temper(Duration.ofMillis(40), 0, 0, 0), null);
        try (Sink sink = Sink.open(Bench.anyPort(), setup, ledgers)) {
            LoadReport report = send(sink, Bench.pace(4, 40), Bench.plain());
            assertThat(report.accept().getMinValue()).isGreaterThan(39_000_000);
            assertThat(report.elapsed()).isGreaterThan(Duration.ofMillis(390));
        }
    }

    /** The greeting, EHLO, and of each message MAIL, RCPT, DATA and the content. */
    @Test
    void aDistantSinkAnswersEachRoundLater() throws Exception {
        SinkSetup setup = new SinkSetup(1, 1, Duration.ofMillis(20), Temper.KIND, null);
        try (Sink sink = Sink.open(Bench.anyPort(), setup, ledgers)) {
            LoadReport report = send(sink, Bench.pace(1, 2), Bench.plain());
            assertThat(report.accept().getMinValue()).isGreaterThan(4 * 19_000_000);
            assertThat(report.connect().getMinValue()).isGreaterThan(19_000_000);
            assertExact(sink.report(), 2);
        }
    }

    @Test
    void aSlowSinkFarOffKeepsWhatComesMeanwhile() throws Exception {
        Temper slow = new Temper(Duration.ofMillis(10), 0, 0, 0);
        SinkSetup setup = new SinkSetup(1, 1, Duration.ofMillis(2), slow, null);
        try (Sink sink = Sink.open(Bench.anyPort(), setup, ledgers);
                RawSmtpClient client = RawSmtpClient.greeted(sink.address().getPort())) {
            String message = "MAIL FROM:<>\r\nRCPT TO:<a@x.test>\r\nDATA\r\n\r\n.\r\n";
            client.send(message + message);
            client.send("QUIT\r\n");
            for (int code : new int[] {250, 250, 354, 250, 250, 250, 354, 250, 221}) {
                client.expect(code, client.reply());
            }
        }
    }

    @Test
    void aSinkListensAtManyAddresses() throws Exception {
        SinkSetup setup = new SinkSetup(1, 3, Duration.ZERO, Temper.KIND, null);
        InetSocketAddress first = new InetSocketAddress("127.60.0.254", 0);
        try (Sink sink = Sink.open(first, setup, ledgers)) {
            for (String host : List.of("127.60.0.254", "127.60.0.255", "127.60.1.0")) {
                try (RawSmtpClient client = RawSmtpClient.connect(host, sink.address().getPort())) {
                    client.expect(220, client.reply());
                }
            }
            assertThat(sink.report().connections()).isEqualTo(3);
        }
    }

    /** Coordinated omission: what waits for its turn waits for the server. */
    @Test
    void atARateThatIsTooHighTheWaitBelongsToTheLatency() throws Exception {
        Pace pace = new Pace(1, 1, 100, Duration.ofMinutes(1), 1000, 0);
        SinkSetup setup =
                new SinkSetup(
                        1, 1, Duration.ZERO, new Temper(Duration.ofMillis(10), 0, 0, 0), null);
        try (Sink sink = Sink.open(Bench.anyPort(), setup, ledgers)) {
            LoadReport report = send(sink, pace, Bench.plain());
            assertThat(report.accept().getMaxValue())
                    .as("100 messages of 10 ms, due within 100 ms")
                    .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(850));
        }
    }

    @Test
    void atARateThatIsKeptItTakesItsTime() throws Exception {
        Pace pace = new Pace(4, 1, 100, Duration.ofMinutes(1), 200, 0);
        try (Sink sink = Sink.open(Bench.anyPort(), SinkSetup.PLAIN, ledgers)) {
            LoadReport report = send(sink, pace, Bench.plain());
            assertThat(report.taken()).isEqualTo(100);
            assertThat(report.elapsed()).isGreaterThan(Duration.ofMillis(480));
        }
    }

    @Test
    void stopEndsItWithAReport() throws Exception {
        try (Sink sink = Sink.open(Bench.anyPort(), SinkSetup.PLAIN, ledgers)) {
            Load load = Bench.load(sink.address(), Bench.pace(4, Pace.UNLIMITED), Bench.plain());
            Generator generator = new Generator(load, Bench.STOPWATCH, ledgers.of(load));
            Thread stopper =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (sink.messages() < 500) {
                                            Thread.onSpinWait();
                                        }
                                        generator.stop();
                                    });
            LoadReport report = generator.run();
            stopper.join();
            assertThat(report.taken()).isGreaterThanOrEqualTo(500);
            assertThat(report.failed()).isZero();
            assertExact(sink.report(), report.taken());
        }
    }

    private LoadReport send(Sink sink, Pace pace, Manner manner) throws Exception {
        Target target = new Target(sink.address(), security, login, Bench.PATIENCE);
        Load load = new Load(target, pace, manner, addresses, Bench.RUN, 1);
        return new Generator(load, Bench.STOPWATCH, ledgers.of(load)).run();
    }

    private static long count(LoadReport report, String kind) {
        return report.troubles().stream()
                .filter(trouble -> trouble.kind().equals(kind))
                .mapToLong(LoadReport.Trouble::count)
                .sum();
    }

    private static void assertExact(SinkReport report, long arrived) {
        assertThat(report.runs()).hasSize(1).allMatch(Findings::isExact);
        assertThat(report.runs().getFirst().arrived()).isEqualTo(arrived);
        assertThat(report.runs().getFirst().promised()).isEqualTo(arrived);
    }
}
