// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.SinkAction;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A server that doesn't do what one would like. */
@Timeout(60)
class GeneratorTroubleIT {
    private final SmtpSink server = SmtpSink.start();
    private final Ledgers ledgers = Bench.ledgers();
    private Manner manner = Bench.plain();
    private Addresses addresses = Bench.ADDRESSES;
    private Duration patience = Bench.PATIENCE;
    private Login login = Login.NONE;

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusedMessagesAreCountedByCodeAndTheRestGoesOn(boolean pipelining) throws Exception {
        manner = new Manner(Sizes.parse("1KiB"), 0, pipelining, false);
        server.keywords("PIPELINING");
        server.at(Stage.MAIL).nth(2).replies("452 4.3.1 full");
        server.at(Stage.RCPT).nth(4).replies("550 5.1.1 no such user");
        server.at(Stage.DATA).nth(6).replies("451 4.3.0 not now");
        server.at(Stage.MESSAGE).nth(3).replies("554 5.7.1 spam");
        LoadReport report = send(20);
        assertThat(report.taken()).isEqualTo(16);
        assertThat(report.failed()).isEqualTo(4);
        assertThat(report.troubles())
                .extracting(LoadReport.Trouble::kind)
                .contains("452", "550", "554", "451");
        assertThat(report.troubles().getFirst().count()).isEqualTo(1);
        assertThat(server.messages()).as("with the one refused at its end").hasSize(17);
        assertThat(report.connections()).isEqualTo(1);
    }

    @Test
    void oneRecipientOfSeveralMayBeRefused() throws Exception {
        addresses = new Addresses("", "sink@example.test", 3, 1);
        server.at(Stage.RCPT).matching("+1@").replies("550 5.1.1 no such user");
        LoadReport report = send(5);
        assertThat(report.taken()).isEqualTo(5);
        assertThat(report.troubles().getFirst())
                .isEqualTo(new LoadReport.Trouble("550", 5, "550 5.1.1 no such user"));
        assertThat(ledgers.findings().getFirst().promised()).isEqualTo(10);
    }

    @Test
    void a421EndsTheConnectionAndAnotherOneGoesOn() throws Exception {
        server.at(Stage.MAIL)
                .nth(3)
                .does(SinkAction.reply("421 4.3.2 going down"), SinkAction.drop());
        LoadReport report = send(10);
        assertThat(report.taken()).isEqualTo(9);
        assertThat(report.troubles())
                .containsExactly(new LoadReport.Trouble("421", 1, "421 4.3.2 going down"));
        assertThat(report.connections()).isEqualTo(2);
    }

    @Test
    void aConnectionLostAtTheEndMayHaveBeenAPromise() throws Exception {
        server.at(Stage.MESSAGE).nth(3).does(SinkAction.drop());
        server.at(Stage.RCPT).nth(6).does(SinkAction.reset());
        LoadReport report = send(10);
        assertThat(report.taken()).isEqualTo(8);
        assertThat(report.failed()).isEqualTo(2);
        assertThat(report.connections()).isEqualTo(3);
        assertThat(report.troubles().getFirst().kind()).isEqualTo("connection lost");
        assertThat(report.troubles().getFirst().count()).isEqualTo(2);
    }

    @Test
    void silenceIsWaitedForOnlySoLong() throws Exception {
        patience = Duration.ofMillis(300);
        server.at(Stage.MESSAGE).nth(2).does(SinkAction.silence());
        LoadReport report = send(4);
        assertThat(report.taken()).isEqualTo(3);
        assertThat(report.troubles().getFirst().kind()).isEqualTo("no answer");
    }

    @Test
    void whereNobodyListensItEndsAtOnce() throws Exception {
        int port = SmtpSink.closedPort();
        LoadReport report = generator(port, Bench.pace(4, 100)).run();
        assertThat(report.taken()).isZero();
        assertThat(report.failed()).isZero();
        assertThat(report.stopped()).contains("refused");
    }

    @Test
    void whatIsNotOfferedIsNotUsed() throws Exception {
        server.keywords("8BITMIME");
        manner = new Manner(Sizes.parse("1KiB"), 0, true, false);
        assertThat(send(5).stopped()).isEqualTo("the server doesn't offer PIPELINING");
        manner = new Manner(Sizes.parse("1KiB"), 0, false, true);
        assertThat(send(5).stopped()).isEqualTo("the server doesn't offer CHUNKING");
        login = new Login("a", "b");
        manner = Bench.plain();
        assertThat(send(5).stopped()).isEqualTo("the server doesn't offer AUTH PLAIN");
        assertThat(server.messages()).isEmpty();
    }

    @Test
    void aServerThatRefusesEverybodyIsGivenUp() throws Exception {
        server.greeting("554 5.7.1 go away");
        LoadReport report = send(5);
        assertThat(report.stopped()).isEqualTo("connecting: 554 5.7.1 go away");
    }

    @Test
    void somethingElseThanSmtpIsGivenUp() throws Exception {
        server.greeting("HTTP/1.1 400 Bad Request");
        assertThat(send(5).stopped()).startsWith("no SMTP");
    }

    @Test
    void aServerThatGoesAwayIsGivenUpAfterSomeTime() throws Exception {
        patience = Duration.ofMillis(500);
        server.at(Stage.MESSAGE)
                .nth(3)
                .does(_ -> new Thread(server::close).start(), SinkAction.silence());
        LoadReport report = send(1_000_000);
        assertThat(report.taken()).isEqualTo(2);
        assertThat(report.stopped()).isNotEmpty();
    }

    private LoadReport send(long messages) throws Exception {
        return generator(server.port(), Bench.pace(1, messages)).run();
    }

    private Generator generator(int port, Pace pace) {
        Target target =
                new Target(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        new Security.None(),
                        login,
                        patience);
        Load load = new Load(target, pace, manner, addresses, Bench.RUN, 1);
        return new Generator(load, Bench.STOPWATCH, ledgers.of(load));
    }
}
