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
import io.postern.testkit.SinkMessage;
import io.postern.testkit.SinkSession;
import io.postern.testkit.Stage;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.IntStream;

@Timeout(60)
class EnvelopeIT {
    private final SmtpBench bench = new SmtpBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void dialogueIsByTheBook() throws InterruptedException {
        assertDelivered(bench.outcome(bench.attempt()));
        SinkSession session = bench.sink.awaitSessions(1).getFirst();

        assertThat(session.commands())
                .containsExactly(
                        "EHLO mx.postern.test",
                        "MAIL FROM:<sender@client.test> SIZE=24",
                        "RCPT TO:<alice@example.test>",
                        "RCPT TO:<bob@example.test>",
                        "DATA",
                        "QUIT");
    }

    @Test
    void reportNamesTheHostAndItsReply() throws InterruptedException {
        bench.sink.at(Stage.MESSAGE).replies("250 2.0.0 queued as 42");

        var outcome = bench.outcome(bench.attempt());

        assertThat(outcome.peer().host()).isEqualTo("mx.sink.test");
        assertThat(outcome.peer().reply()).isEqualTo("250 2.0.0 queued as 42");
    }

    @Test
    void nullReversePathAndQuotedLocalPartGoOutRight() throws InterruptedException {
        bench.deliver(bench.attempt().from("").to("two words@example.test", ".a@example.test"));
        SinkMessage message = bench.sink.awaitMessages(1).getFirst();

        assertThat(message.mailLine()).startsWith("MAIL FROM:<>");
        assertThat(message.recipients())
                .containsExactly("\"two words\"@example.test", "\".a\"@example.test");
    }

    @Test
    void pipeliningIsUsedWhenOffered() throws InterruptedException {
        bench.deliver(bench.attempt());

        assertThat(bench.sink.awaitSessions(1).getFirst().ahead())
                .contains(Stage.MAIL, Stage.RCPT)
                .doesNotContain(Stage.EHLO, Stage.DATA, Stage.MESSAGE);
    }

    @Test
    void nothingIsSentAheadNorAddedWhenNothingIsOffered() throws InterruptedException {
        bench.sink.keywords();

        assertDelivered(bench.outcome(bench.attempt()));
        SinkSession session = bench.sink.awaitSessions(1).getFirst();

        assertThat(session.ahead()).isEmpty();
        assertThat(session.commands()).contains("MAIL FROM:<sender@client.test>");
    }

    @Test
    void heloIsSaidToWhoRefusesEhlo() throws InterruptedException {
        bench.sink.at(Stage.EHLO).replies("502 5.5.1 what is that?");

        assertDelivered(bench.outcome(bench.attempt()));

        assertThat(bench.sink.awaitSessions(1).getFirst().commands())
                .contains("HELO mx.postern.test", "MAIL FROM:<sender@client.test>");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachRecipientHasItsOwnOutcome(boolean pipelining) throws InterruptedException {
        offer(pipelining);
        bench.sink.at(Stage.RCPT).matching("deferred").replies("450 4.2.1 busy");
        bench.sink.at(Stage.RCPT).matching("refused").replies("550 5.1.1 no such user");

        DeliveryReport report =
                bench.deliver(
                        bench.attempt().to("deferred@x.test", "taken@x.test", "refused@x.test"));

        assertDeferred(of(report, "deferred@x.test"), "4.2.1", Blame.RECIPIENT);
        assertDelivered(of(report, "taken@x.test"));
        assertFailed(of(report, "refused@x.test"), "5.1.1");
        assertThat(of(report, "refused@x.test").peer().reply()).startsWith("550 5.1.1 no such");
        assertThat(bench.sink.messages().getFirst().recipients()).containsExactly("taken@x.test");
    }

    /** RELIABILITY C 48: every mix of replies, and the sink's account is the same as ours. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void accountsForManyRecipients(boolean pipelining) throws InterruptedException {
        offer(pipelining);
        bench.sink.at(Stage.RCPT).matching("-4@").replies("452 4.5.3 too many");
        bench.sink.at(Stage.RCPT).matching("-5@").replies("550-5.1.1 no\r\n550 5.1.1 never");
        List<String> all =
                IntStream.range(0, 350)
                        .mapToObj(
                                i -> "u" + i + "-" + List.of(2, 4, 5, 2).get(i * 7 % 4) + "@x.test")
                        .toList();

        DeliveryReport report = bench.deliver(bench.attempt().to(all.toArray(String[]::new)));

        for (String address : all) {
            switch (address.charAt(address.indexOf('-') + 1)) {
                case '2' -> assertDelivered(of(report, address));
                case '4' -> assertDeferred(of(report, address), "4.5.3", Blame.RECIPIENT);
                default -> assertFailed(of(report, address), "5.1.1");
            }
        }
        assertThat(bench.sink.messages()).hasSize(1);
        assertThat(bench.sink.messages().getFirst().recipients())
                .containsExactlyElementsOf(all.stream().filter(a -> a.contains("-2@")).toList());
    }

    @Test
    void old552ToRcptMeansTooMany() throws InterruptedException {
        bench.sink.at(Stage.RCPT).nth(1).replies("552 too many recipients");

        DeliveryReport report = bench.deliver(bench.attempt());

        assertDeferred(of(report, "alice@example.test"), "4.5.3", Blame.RECIPIENT);
        assertDelivered(of(report, "bob@example.test"));
    }

    @Test
    void full552MailboxFails() throws InterruptedException {
        bench.sink.at(Stage.RCPT).nth(1).replies("552 5.2.2 mailbox full");

        assertFailed(of(bench.deliver(bench.attempt()), "alice@example.test"), "5.2.2");
    }

    @Test
    void dataAllowedForNobodyIsEndedByALoneDot() throws InterruptedException {
        bench.sink.at(Stage.RCPT).replies("550 5.1.1 no");
        bench.sink.at(Stage.DATA).replies("354 go on");

        assertFailed(bench.outcome(bench.attempt()), "5.1.1");
        SinkSession session = bench.sink.awaitSessions(1).getFirst();

        assertThat(bench.sink.messages().getFirst().content()).isEmpty();
        assertThat(session.verbs()).endsWith("DATA", "QUIT");
    }

    @Test
    void dataIsNotSaidWhenNobodyIsTakenAndNothingIsPipelined() throws InterruptedException {
        bench.sink.keywords();
        bench.sink.at(Stage.RCPT).replies("550 5.1.1 no");

        assertFailed(bench.outcome(bench.attempt()), "5.1.1");

        assertThat(bench.sink.awaitSessions(1).getFirst().verbs()).endsWith("RCPT", "RCPT", "QUIT");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusedSenderFailsAll(boolean pipelining) throws InterruptedException {
        offer(pipelining);
        bench.sink.at(Stage.MAIL).replies("553 5.1.8 bad sender");

        assertFailed(bench.outcome(bench.attempt()), "5.1.8");

        assertThat(bench.sink.awaitSessions(1).getFirst().verbs()).endsWith("QUIT");
        assertThat(bench.sink.messages()).isEmpty();
    }

    @Test
    void refusedSenderFailsAllAlsoWhenTheHostCloses() throws InterruptedException {
        bench.sink.at(Stage.MAIL).does(reply("553 5.1.8 bad sender"), drop());

        assertFailed(bench.outcome(bench.attempt()), "5.1.8");
    }

    @Test
    void refusedSenderWithDataAllowedSendsNothing() throws InterruptedException {
        bench.sink.at(Stage.MAIL).replies("550 5.7.1 no");
        bench.sink.at(Stage.DATA).replies("354 go on");

        assertFailed(bench.outcome(bench.attempt()), "5.7.1");

        assertThat(bench.sink.messages().getFirst().content()).isEmpty();
    }

    @Test
    void deferredSenderBlamesTheMessage() throws InterruptedException {
        bench.sink.at(Stage.MAIL).replies("451 4.7.1 greylisted");

        assertDeferred(bench.outcome(bench.attempt()), "4.7.1", Blame.MESSAGE);
    }

    @Test
    void fullSystemBlamesTheDestination() throws InterruptedException {
        bench.sink.at(Stage.MAIL).replies("452 4.3.1 disk full");

        assertDeferred(bench.outcome(bench.attempt()), "4.3.1", Blame.DESTINATION);
    }

    @Test
    void refusedDataKeepsEarlierRefusals() throws InterruptedException {
        bench.sink.at(Stage.RCPT).nth(1).replies("450 4.2.1 busy");
        bench.sink.at(Stage.DATA).replies("554 5.5.1 no");

        DeliveryReport report = bench.deliver(bench.attempt());

        assertDeferred(of(report, "alice@example.test"), "4.2.1", Blame.RECIPIENT);
        assertFailed(of(report, "bob@example.test"), "5.5.1");
    }

    @Test
    void codesWithoutEnhancedStatusAreTaken() throws InterruptedException {
        bench.sink.at(Stage.MAIL).replies("250");
        bench.sink.at(Stage.RCPT).nth(1).replies("550 ");
        bench.sink.at(Stage.MESSAGE).replies("250");

        DeliveryReport report = bench.deliver(bench.attempt());

        assertFailed(of(report, "alice@example.test"), "5.0.0");
        assertDelivered(of(report, "bob@example.test"));
    }

    @Test
    void addressThatNeedsUtf8FailsAlone() throws InterruptedException {
        DeliveryReport report = bench.deliver(bench.attempt().to("böb@x.test", "al@x.test"));

        assertFailed(of(report, "böb@x.test"), "5.6.7");
        assertDelivered(of(report, "al@x.test"));
        assertFailed(bench.outcome(bench.attempt().from("böb@x.test")), "5.6.7");
        assertFailed(bench.outcome(bench.attempt().to("böb@x.test")), "5.6.7");
    }

    @Test
    void messageOverTheHostsSizeIsNotSent() throws InterruptedException {
        bench.sink.keywords("SIZE 23");

        assertFailed(bench.outcome(bench.attempt()), "5.3.4");

        assertThat(bench.sink.awaitSessions(1).getFirst().verbs()).containsExactly("EHLO", "QUIT");
    }

    @Test
    void sizeWithoutALimitIsNoLimit() throws InterruptedException {
        bench.sink.keywords("SIZE");
        assertDelivered(bench.outcome(bench.attempt()));

        bench.sink.keywords("SIZE 0");
        assertDelivered(bench.outcome(bench.attempt()));

        assertThat(bench.sink.awaitMessages(2).getLast().mailParameters()).isEqualTo("SIZE=24");
    }

    @Test
    void eightBitMessageNeedsEightBitMime() throws InterruptedException {
        TestAttempt attempt = bench.attempt().message(TestMessage.saying("ä"));
        bench.sink.keywords("PIPELINING");
        assertFailed(bench.outcome(attempt), "5.6.3");

        bench.sink.keywords("8BITMIME");
        assertDelivered(bench.outcome(attempt));

        assertThat(bench.sink.awaitMessages(1).getFirst().mailParameters())
                .isEqualTo("BODY=8BITMIME");
    }

    private void offer(boolean pipelining) {
        if (pipelining) {
            bench.sink.keywords("PIPELINING");
        } else {
            bench.sink.keywords();
        }
    }
}
