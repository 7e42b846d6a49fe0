// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.testkit.SinkAction.drop;
import static io.postern.testkit.SinkAction.reply;
import static io.postern.transport.smtp.SmtpBench.assertDeferred;
import static io.postern.transport.smtp.SmtpBench.assertDelivered;
import static io.postern.transport.smtp.SmtpBench.assertFailed;
import static io.postern.transport.smtp.SmtpBench.of;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryReport;
import io.postern.smtp.Extensions;
import io.postern.testkit.SinkMessage;
import io.postern.testkit.Stage;
import io.postern.testkit.TestAttempt;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Several transactions for one message. */
@Timeout(60)
class HostLimitsIT {
    private final SmtpBench bench = new SmtpBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource({
        "RCPTMAX=2, 2147483647, 2, 2147483647",
        "mailmax=7 rcptmax=100 rcptdomainmax=1, 7, 100, 1",
        "RCPTMAX=0 MAILMAX=1234567 RCPTDOMAINMAX=x, 2147483647, 2147483647, 2147483647",
        "'', 2147483647, 2147483647, 2147483647"
    })
    void limitsAreRead(String words, int mails, int recipients, int domains) {
        assertThat(HostLimits.of(new Extensions(Map.of("LIMITS", words))))
                .isEqualTo(new HostLimits(mails, recipients, domains));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "X-NONE"})
    void announcedLimitSplitsTheRecipients(String more) throws InterruptedException {
        bench.sink.keywords("LIMITS RCPTMAX=2", more);

        assertDelivered(bench.outcome(five()));

        assertThat(bench.sink.awaitMessages(3))
                .extracting(message -> message.recipients().size())
                .containsExactly(2, 2, 1);
        assertThat(bench.sink.sessions()).hasSize(1);
        assertEachOnce();
    }

    @Test
    void domainsCanBeLimitedToo() throws InterruptedException {
        bench.sink.keywords("LIMITS RCPTDOMAINMAX=1");

        assertDelivered(bench.outcome(bench.attempt().to("a@x.test", "b@y.test", "c@x.test")));

        assertThat(bench.sink.awaitMessages(2))
                .extracting(SinkMessage::recipients)
                .containsExactly(List.of("a@x.test", "c@x.test"), List.of("b@y.test"));
    }

    @Test
    void limitOfTransactionsNeedsMoreConnections() throws InterruptedException {
        bench.sink.keywords("LIMITS RCPTMAX=1 MAILMAX=2");

        assertDelivered(bench.outcome(five()));

        assertThat(bench.sink.awaitSessions(3)).hasSize(3);
        assertEachOnce();
    }

    /** RFC 5321 section 4.5.3.1.10; also C 48 of RELIABILITY. */
    @ParameterizedTest
    @CsvSource({
        "PIPELINING, 452 4.5.3 too many",
        "X-NONE, 452 4.5.3 too many",
        "PIPELINING, 452 too many",
        "PIPELINING, 552 too many"
    })
    void tooManyGoInTheNextTransaction(String more, String text) throws InterruptedException {
        bench.sink.keywords(more);
        bench.sink.at(Stage.RCPT).from(3).times(3).replies(text);

        assertDelivered(bench.outcome(five()));

        assertThat(bench.sink.awaitMessages(3))
                .extracting(message -> message.recipients().size())
                .containsExactly(2, 2, 1);
        assertThat(bench.sink.sessions()).hasSize(1);
        assertEachOnce();
    }

    @Test
    void othersThan453AreNoLimit() throws InterruptedException {
        bench.sink.at(Stage.RCPT).nth(2).replies("452 4.2.2 mailbox full");

        DeliveryReport report = bench.deliver(bench.attempt());

        assertDelivered(of(report, "alice@example.test"));
        assertDeferred(of(report, "bob@example.test"), "4.2.2", Blame.RECIPIENT);
        assertThat(bench.sink.messages()).hasSize(1);
    }

    @Test
    void outcomesOfEarlierTransactionsStand() throws InterruptedException {
        bench.sink.keywords("LIMITS RCPTMAX=2");
        bench.sink.at(Stage.MAIL).nth(2).does(reply("421 4.3.2 enough"), drop());

        DeliveryReport report = bench.deliver(five());

        assertDelivered(of(report, "r0@x.test"));
        assertDelivered(of(report, "r1@x.test"));
        assertDeferred(of(report, "r2@x.test"), "4.3.2", Blame.DESTINATION);
        assertDeferred(of(report, "r4@x.test"), "4.3.2", Blame.DESTINATION);
    }

    @Test
    void lossInAMessageLeavesTheOthersOpen() throws InterruptedException {
        bench.sink.keywords("LIMITS RCPTMAX=2");
        bench.sink.at(Stage.MESSAGE).nth(2).does(drop());

        DeliveryReport report = bench.deliver(five());

        assertDelivered(of(report, "r1@x.test"));
        assertDeferred(of(report, "r3@x.test"), "4.4.2", Blame.MESSAGE);
        assertDeferred(of(report, "r4@x.test"), "4.4.2", Blame.MESSAGE);
    }

    @Test
    void refusalInOneTransactionIsNotThatOfTheOthers() throws InterruptedException {
        bench.sink.keywords("LIMITS RCPTMAX=1");
        bench.sink.at(Stage.MESSAGE).nth(1).replies("554 5.7.1 not for him");

        DeliveryReport report = bench.deliver(bench.attempt());

        assertFailed(of(report, "alice@example.test"), "5.7.1");
        assertDelivered(of(report, "bob@example.test"));
    }

    private TestAttempt five() {
        return bench.attempt()
                .to(
                        IntStream.range(0, 5)
                                .mapToObj(i -> "r" + i + "@x.test")
                                .toArray(String[]::new));
    }

    private void assertEachOnce() {
        assertThat(bench.sink.messages())
                .flatExtracting(SinkMessage::recipients)
                .containsExactlyInAnyOrder(
                        "r0@x.test", "r1@x.test", "r2@x.test", "r3@x.test", "r4@x.test");
    }
}
