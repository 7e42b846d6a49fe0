// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.testkit.SinkAction.drop;
import static io.postern.testkit.SinkAction.reply;
import static io.postern.transport.smtp.SmtpBench.assertDeferred;
import static io.postern.transport.smtp.SmtpBench.assertDelivered;
import static io.postern.transport.smtp.SmtpBench.assertFailed;
import static io.postern.transport.smtp.SmtpBench.of;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.NextHop.Source;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryReport;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.Stage;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HopsIT {
    private final SmtpBench bench = new SmtpBench();
    private final SmtpSink second = SmtpSink.start();

    @AfterEach
    void close() {
        second.close();
        bench.close();
    }

    @Test
    void firstHostThatTakesItEndsTheWalk() throws InterruptedException {
        assertDelivered(bench.outcome(both()));

        assertThat(second.sessions()).isEmpty();
    }

    @Test
    void refusedConnectionLeadsToTheNextHost() throws InterruptedException {
        TestAttempt attempt =
                bench.attempt()
                        .via(
                                new NextHop("127.0.0.1", SmtpSink.closedPort(), 0),
                                new NextHop("127.0.0.1", second.port(), 10));

        assertDelivered(bench.outcome(attempt));
    }

    @Test
    void unreachableHostsBlameTheDestination() throws InterruptedException {
        TestAttempt attempt = bench.attempt().via("mx.sink.test", SmtpSink.closedPort());

        assertDeferred(bench.outcome(attempt), "4.4.1", Blame.DESTINATION);
    }

    @Test
    void allAddressesOfAHostAreTried() throws InterruptedException {
        bench.name("two.test", "127.0.0.77", "127.0.0.1");

        assertDelivered(bench.outcome(bench.attempt().via("two.test", bench.sink.port())));
    }

    @ParameterizedTest
    @CsvSource({
        "GREETING, 421 4.3.2 busy",
        "GREETING, 451 later",
        "GREETING, 554 5.7.1 go away",
        "EHLO, 451 4.3.0 later",
        "EHLO, 421 4.3.2 busy",
        "MAIL, 451 4.7.1 greylisted",
        "MAIL, 421 4.3.2 busy",
        "RCPT, 421 4.3.2 busy",
        "DATA, 421 4.3.2 busy"
    })
    void temporaryRefusalLeadsToTheNextHost(Stage stage, String text) throws InterruptedException {
        bench.sink.at(stage).replies(text);

        assertDelivered(bench.outcome(both()));

        assertThat(second.messages()).hasSize(1);
        assertThat(bench.sink.messages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA"})
    void lossBeforeTheMessageLeadsToTheNextHost(Stage stage) throws InterruptedException {
        bench.sink.at(stage).does(drop());

        assertDelivered(bench.outcome(both()));

        assertThat(second.messages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTENT", "MESSAGE"})
    void lossInTheMessageDoesNot(Stage stage) throws InterruptedException {
        bench.sink.at(stage).does(drop());

        assertDeferred(bench.outcome(both()), "4.4.2", Blame.MESSAGE);

        assertThat(second.sessions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 550 5.7.1 no",
        "RCPT, 550 5.1.1 no",
        "DATA, 554 5.5.1 no",
        "MESSAGE, 554 5.6.0 no"
    })
    void permanentRefusalEndsTheWalk(Stage stage, String text) throws InterruptedException {
        bench.sink.at(stage).replies(text);

        assertThat(bench.outcome(both())).isInstanceOf(DeliveryOutcome.Failed.class);

        assertThat(second.sessions()).isEmpty();
    }

    @Test
    void deferredRecipientIsNotTriedElsewhere() throws InterruptedException {
        bench.sink.at(Stage.RCPT).nth(1).replies("450 4.2.1 busy");

        DeliveryReport report = bench.deliver(both());

        assertDeferred(of(report, "alice@example.test"), "4.2.1", Blame.RECIPIENT);
        assertDelivered(of(report, "bob@example.test"));
        assertThat(second.sessions()).isEmpty();
    }

    @Test
    void onlyTheUnsettledGoToTheNextHost() throws InterruptedException {
        bench.sink.at(Stage.RCPT).nth(1).replies("550 5.1.1 no");
        bench.sink.at(Stage.DATA).does(reply("421 4.3.2 going down"), drop());

        DeliveryReport report = bench.deliver(both());

        assertFailed(of(report, "alice@example.test"), "5.1.1");
        assertDelivered(of(report, "bob@example.test"));
        assertThat(second.messages().getFirst().recipients()).containsExactly("bob@example.test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"554 5.7.1 blocked", "554 no", "550 no"})
    void hostsThatRefuseTheSessionAreTriedLater(String greeting) throws InterruptedException {
        bench.sink.greeting(greeting);

        DeliveryOutcome outcome = bench.outcome(bench.attempt());

        assertThat(outcome).isInstanceOf(DeliveryOutcome.Deferred.class);
        assertThat(outcome.peer().reply()).isEqualTo(greeting);
        assertThat(bench.sink.awaitSessions(1).getFirst().verbs()).containsExactly("QUIT");
    }

    @Test
    void refusedHeloIsTriedLater() throws InterruptedException {
        bench.sink.at(Stage.EHLO).replies("550 5.7.1 bad name");
        bench.sink.at(Stage.HELO).replies("550 5.7.1 bad name");

        assertDeferred(bench.outcome(bench.attempt()), "4.7.1", Blame.DESTINATION);
    }

    @Test
    void hostThatNeverTakesMailFails() throws InterruptedException {
        bench.sink.greeting("521 mx.sink.test takes no mail");

        assertFailed(bench.outcome(bench.attempt()), "5.3.2");
        assertDelivered(bench.outcome(both()));
    }

    @Test
    void hostThatNeverTakesMailDoesNotFailWhatAnotherMayTake() throws InterruptedException {
        bench.sink.greeting("521 mx.sink.test takes no mail");
        second.greeting("421 4.3.2 later");

        assertDeferred(bench.outcome(both()), "4.3.2", Blame.DESTINATION);
    }

    @Test
    void hostWithoutAddressLeadsToTheNext() throws InterruptedException {
        bench.name("norecord.test", new DnsAnswer.NoRecord<>());
        for (String host : new String[] {"nodomain.test", "norecord.test"}) {
            TestAttempt attempt =
                    bench.attempt()
                            .via(
                                    new NextHop(host, 25, 0),
                                    new NextHop("mx.sink.test", second.port(), 10));
            assertDelivered(bench.outcome(attempt));
        }
        assertDeferred(
                bench.outcome(bench.attempt().via("nodomain.test", 25)),
                "4.4.4",
                Blame.DESTINATION);
    }

    @Test
    void unknownAddressIsTemporary() throws InterruptedException {
        bench.name("broken.test", new DnsAnswer.Unknown<>("SERVFAIL"));

        assertDeferred(
                bench.outcome(bench.attempt().via("broken.test", 25)), "4.4.3", Blame.DESTINATION);
        assertDelivered(
                bench.outcome(
                        bench.attempt()
                                .via(
                                        new NextHop("broken.test", 25, 0),
                                        new NextHop("mx.sink.test", second.port(), 0))));
    }

    @Test
    void addressesNeedNoDns() throws InterruptedException {
        assertDelivered(bench.outcome(bench.attempt().via("127.0.0.1", bench.sink.port())));
    }

    @Test
    void sixthVersionAddressesNeedNoDnsEither() throws InterruptedException {
        try (SmtpSink six = SmtpSink.start("::1", 0)) {
            assertDelivered(bench.outcome(bench.attempt().via("::1", six.port())));
        }
    }

    @Test
    void hostWithOurNameOnTheSmtpPortIsALoop() throws InterruptedException {
        bench.loopPort(bench.sink.port());
        bench.sink.at(Stage.EHLO).replies("250 MX.postern.test hello");

        assertFailed(bench.outcome(bench.attempt()), "5.4.6");

        assertThat(bench.sink.awaitSessions(1).getFirst().verbs()).containsExactly("EHLO", "QUIT");
        assertDelivered(bench.outcome(both()));
    }

    @Test
    void hostWithOurNameOnAnotherPortIsAFilter() throws InterruptedException {
        bench.sink.at(Stage.EHLO).replies("250 mx.postern.test hello");

        assertDelivered(bench.outcome(bench.attempt()));
    }

    /** RFC 5321 section 5.1: nobody better than us has it, so it would come back. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "0.0.0.0", "192.0.2.99"})
    void anExchangerWithOurAddressIsALoop(String address) throws InterruptedException {
        bench.loopPort(bench.sink.port());
        bench.own("192.0.2.99");
        bench.name("alias.test", "192.0.2.1", address);
        int port = bench.sink.port();

        DeliveryOutcome outcome =
                bench.outcome(
                        bench.attempt()
                                .via(
                                        new NextHop("alias.test", port, 10, Source.DNS),
                                        new NextHop("mx.sink.test", second.port(), 20)));

        assertFailed(outcome, "5.4.6");
        assertThat(bench.sink.sessions()).isEmpty();
        assertThat(second.sessions()).isEmpty();
    }

    @Test
    void exchangersBetterThanOurselvesAreTried() throws InterruptedException {
        bench.loopPort(bench.sink.port());
        NextHop ours = new NextHop("mx.sink.test", bench.sink.port(), 20, Source.DNS);
        NextHop better = new NextHop("mx.sink.test", second.port(), 10, Source.DNS);
        NextHop dead = new NextHop("mx.sink.test", SmtpSink.closedPort(), 10, Source.DNS);

        assertDelivered(bench.outcome(bench.attempt().via(better, ours)));
        assertDeferred(bench.outcome(bench.attempt().via(dead, ours)), "4.4.1", Blame.DESTINATION);
        assertThat(bench.sink.sessions()).isEmpty();
    }

    @Test
    void aHostThatTheOperatorNamesMayHaveOurAddress() throws InterruptedException {
        bench.loopPort(bench.sink.port());

        assertDelivered(bench.outcome(bench.attempt()));
    }

    @Test
    void exchangersThatDoNotExistFailUnlessOneMayCome() throws InterruptedException {
        bench.name("norecord.test", new DnsAnswer.NoRecord<>());
        bench.name("broken.test", new DnsAnswer.Unknown<>("SERVFAIL"));
        NextHop no = new NextHop("nodomain.test", 25, 0, Source.DNS);
        NextHop none = new NextHop("norecord.test", 25, 0, Source.AUTHENTICATED_DNS);
        NextHop unknown = new NextHop("broken.test", 25, 0, Source.DNS);

        assertFailed(bench.outcome(bench.attempt().via(no, none)), "5.4.4");
        assertDeferred(
                bench.outcome(bench.attempt().via(no, unknown, none)), "4.4.3", Blame.DESTINATION);
        assertDelivered(
                bench.outcome(
                        bench.attempt()
                                .via(no, unknown, new NextHop("mx.sink.test", second.port(), 9))));
    }

    @ParameterizedTest
    @CsvSource({
        "IPV6_FIRST, true",
        "IPV4_FIRST, false",
        "IPV6, true",
        "IPV4, false",
    })
    void addressesOfTheChosenFamilyComeFirst(AddressFamily family, boolean six)
            throws InterruptedException {
        try (SmtpSink other = SmtpSink.start("::1", bench.sink.port())) {
            bench.name("both.test", "127.0.0.1", "::1");
            bench.family(family);

            assertDelivered(bench.outcome(bench.attempt().via("both.test", other.port())));
            assertThat(other.sessions()).hasSize(six ? 1 : 0);
            assertThat(bench.sink.sessions()).hasSize(six ? 0 : 1);
        }
    }

    @Test
    void theOtherFamilyIsTriedNext() throws InterruptedException {
        bench.name("both.test", "127.0.0.1", "::1");
        TestAttempt attempt = bench.attempt().via("both.test", bench.sink.port());

        assertDelivered(bench.outcome(attempt));
        bench.family(AddressFamily.IPV6);
        assertDeferred(bench.outcome(attempt), "4.4.1", Blame.DESTINATION);
        assertDeferred(bench.outcome(bench.attempt()), "4.4.4", Blame.DESTINATION);
    }

    /** Another host may have more room, know 8BITMIME, know SMTPUTF8. */
    @ParameterizedTest
    @CsvSource({
        "SIZE 20, 5.3.4",
        "X-NONE, 5.6.3",
    })
    void whatOneHostCanNotTakeAnotherMay(String keyword, String code) throws InterruptedException {
        bench.sink.keywords(keyword);
        TestMessage message = TestMessage.of("Subject: x\r\n\r\ngr\u00fc\u00df dich\r\n");

        assertFailed(bench.outcome(bench.attempt().message(message)), code);
        assertDelivered(bench.outcome(both().message(message)));
        second.greeting("421 4.3.2 later");
        assertDeferred(bench.outcome(both().message(message)), "4.3.2", Blame.DESTINATION);
        assertThat(bench.sink.messages()).isEmpty();
    }

    @Test
    void whomOneHostCanNotNameAnotherMay() throws InterruptedException {
        second.keywords("SMTPUTF8", "8BITMIME");

        DeliveryReport report =
                bench.deliver(both().to("alice@example.test", "j\u00fcrgen@example.test"));

        assertDelivered(of(report, "alice@example.test"));
        assertDelivered(of(report, "j\u00fcrgen@example.test"));
        assertThat(bench.sink.messages().getFirst().recipients())
                .containsExactly("alice@example.test");
        assertThat(second.messages().getFirst().recipients()).hasSize(1);
    }

    @Test
    void attemptWithoutHopsIsDeferred() throws InterruptedException {
        assertDeferred(bench.outcome(bench.attempt().via()), "4.4.1", Blame.DESTINATION);
    }

    private TestAttempt both() {
        return bench.attempt()
                .via(
                        new NextHop("mx.sink.test", bench.sink.port(), 0),
                        new NextHop("mx.sink.test", second.port(), 10));
    }
}
