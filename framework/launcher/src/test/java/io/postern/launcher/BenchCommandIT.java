// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;

import io.postern.bench.Ledgers;
import io.postern.bench.Sink;
import io.postern.bench.SinkSetup;
import io.postern.bench.Stopwatch;
import io.postern.bench.Temper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** What a person says and sees; how it works is tested in the bench itself. */
@Timeout(60)
class BenchCommandIT {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bench",
                "bench send",
                "bench send 127.0.0.1",
                "bench send 127.0.0.1:99999",
                "bench send 192.0.2.1:25",
                "bench send 127.0.0.1:1 --size 3potatoes",
                "bench send 127.0.0.1:1 --sessions 0",
                "bench send 127.0.0.1:1 --messages many",
                "bench send 127.0.0.1:1 --messages -1",
                "bench send 127.0.0.1:1 --messages 5 --warm-up 5",
                "bench send 127.0.0.1:1 --seconds -1",
                "bench send 127.0.0.1:1 --to nobody",
                "bench send 127.0.0.1:1 --tls perhaps",
                "bench send 127.0.0.1:1 --auth user",
                "bench send 127.0.0.1:1 --tls starttls --ca /no/such/file",
                "bench idle 127.0.0.1",
                "bench idle 127.0.0.1:1 --connections 0",
                "bench idle 127.0.0.1:1 --pid 999999999",
                "bench sink 0.0.0.0:0",
                "bench relay 127.0.0.1:1 --reject 101",
                "bench relay 127.0.0.1:1 --sink 192.0.2.1:25"
            })
    void whatIsNotSaidRightEndsWithTwo(String line) {
        Line ended = Line.run(line.split(" "));
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).isNotBlank();
    }

    @Test
    void anotherMachineIsNotMeasuredUnasked() {
        assertThat(Line.run("bench", "send", "192.0.2.1:25").err()).contains("--yes-remote");
    }

    @Test
    void whereNobodyListensItSaysSoAndToTryAgain() throws IOException {
        Line ended = Line.run("bench", "send", "127.0.0.1:" + freePort());
        assertThat(ended.exitCode()).isEqualTo(75);
        assertThat(ended.err()).contains("refused");
    }

    @Test
    void whatTheServerDoesNotOfferIsNoAnswerThatLaterIsAnother() throws Exception {
        try (Sink sink = sink(Temper.KIND)) {
            Line ended = send(sink, "--tls=starttls");
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.err()).isEqualTo("postern: the server doesn't offer STARTTLS\n");
        }
    }

    @Test
    void theTableSaysWhatWasMeasured() throws Exception {
        try (Sink sink = sink(Temper.KIND)) {
            Path file = folder.resolve("histogram");
            Line ended = send(sink, "--messages=200", "--histogram=" + file);
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.out())
                    .containsPattern("MESSAGES +SECONDS +A SECOND +MB/S +FAILED +CONNECTIONS")
                    .containsPattern("connect +\\d+\\.\\d+ ")
                    .containsPattern("MAIL to 250 +\\d+\\.\\d+ .* 200\n")
                    .contains("CPU of the bench: ")
                    .doesNotContain("TROUBLE");
            assertThat(file).content().contains("Percentile", "#[Mean");
        }
    }

    @Test
    void refusalsAreCountedByCodeAndEndWithOne() throws Exception {
        try (Sink sink = sink(new Temper(Duration.ZERO, 100, 0, 0))) {
            Line ended = send(sink, "--messages=50");
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.out()).containsPattern("550 +50  550 5\\.7\\.1 Never");
        }
    }

    @Test
    void jsonHasItAllForMachines() throws Exception {
        try (Sink sink = sink(Temper.KIND)) {
            Line ended = send(sink, "--messages=100", "--warm-up=20", "--pipelining", "--json");
            Map<String, Object> fields = JSON.std.mapFrom(ended.out());
            assertThat(fields)
                    .containsEntry("taken", 100)
                    .containsEntry("messages", 80)
                    .containsEntry("failed", 0)
                    .containsKeys("rate", "acceptMs", "connectMs", "cpuSeconds", "troubles");
        }
    }

    @Test
    void aSinkEndsAfterItsCount() throws Exception {
        int port = freePort();
        Line[] sink = new Line[1];
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        sink[0] =
                                                Line.run(
                                                        "bench",
                                                        "sink",
                                                        "127.0.0.1:" + port,
                                                        "--count=100"));
        org.awaitility.Awaitility.await()
                .until(() -> Line.run(sendTo(port, "--messages=100")).exitCode() == 0);
        thread.join();
        assertThat(sink[0].exitCode()).isZero();
        assertThat(sink[0].err()).contains("listening on 127.0.0.1:" + port);
        assertThat(sink[0].out()).containsPattern("MESSAGES").containsPattern("since it was sent");
    }

    @Test
    void idleConnectionsAreHeldWhileNewcomersAreGreeted() throws Exception {
        try (Sink sink = sink(Temper.KIND)) {
            Line ended =
                    Line.run(
                            "bench",
                            "idle",
                            "127.0.0.1:" + sink.address().getPort(),
                            "--connections=30",
                            "--newcomers=10",
                            "--pid=" + ProcessHandle.current().pid());
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.out())
                    .containsPattern("greeted, while they gathered .* 30\n")
                    .containsPattern("greeted, beside them all .* 10\n")
                    .contains("30 of 30 connections still answer")
                    .containsPattern("grew by \\d+\\.\\d KiB for each");
        }
    }

    @Test
    void aServerThatTakesNoMoreConnectionsIsSaidSo() throws Exception {
        Line ended = Line.run("bench", "idle", "127.0.0.1:" + freePort());
        assertThat(ended.exitCode()).isEqualTo(75);
        assertThat(ended.err()).contains("after 0 connections", "refused");
    }

    @Test
    void aRelayIsToldToLetItsMailGoOnceAllIsTaken() throws Exception {
        Path word = folder.resolve("word");
        try (Sink keeper = sink(Temper.KIND)) {
            Line ended = relayThrough(keeper, "test ! -e " + word + " && touch " + word);
            assertThat(word).exists();
            assertThat(ended.exitCode()).as("nothing came").isEqualTo(1);
            assertThat(ended.out()).containsPattern("PROMISED");
            assertThat(relayThrough(keeper, "exit 7").err()).contains("'exit 7' ended with 7");
        }
    }

    private static Line relayThrough(Sink server, String release) throws IOException {
        return Line.run(
                "bench",
                "relay",
                "127.0.0.1:" + server.address().getPort(),
                "--sink=127.0.0.1:" + freePort(),
                "--messages=5",
                "--drain=1",
                "--release=" + release);
    }

    private static Line send(Sink sink, String... options) {
        return Line.run(sendTo(sink.address().getPort(), options));
    }

    private static String[] sendTo(int port, String... options) {
        String[] words = new String[3 + options.length];
        words[0] = "bench";
        words[1] = "send";
        words[2] = "127.0.0.1:" + port;
        System.arraycopy(options, 0, words, 3, options.length);
        return words;
    }

    private static Sink sink(Temper temper) throws IOException {
        Ledgers ledgers = new Ledgers(new Stopwatch(InstantSource.system()), 100_000);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return Sink.open(any, new SinkSetup(1, 1, Duration.ZERO, temper, null), ledgers);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
