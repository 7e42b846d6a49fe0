// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.testkit.SinkAction.drop;
import static io.postern.testkit.SinkAction.reply;
import static io.postern.transport.smtp.SmtpBench.assertDeferred;
import static io.postern.transport.smtp.SmtpBench.assertDelivered;
import static io.postern.transport.smtp.SmtpBench.assertFailed;
import static io.postern.transport.smtp.SmtpBench.of;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.testkit.SinkSession;
import io.postern.testkit.Stage;
import io.postern.testkit.TestAttempt;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** One connection for several messages. */
@Timeout(60)
class ReuseIT {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final SmtpBench bench = new SmtpBench();
    private SmtpTransport transport;

    @BeforeEach
    void open() {
        use(new Reuse(LONG, 100, LONG));
    }

    private void use(Reuse reuse) {
        bench.reuse(reuse);
        transport = bench.transport();
    }

    @AfterEach
    void close() {
        transport.close();
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "X-NONE"})
    void theNextMessageGoesByTheSameConnection(String more) throws InterruptedException {
        bench.sink.keywords(more);
        assertDelivered(toAlice());
        assertDelivered(toAlice());

        assertThat(ended(1).getFirst().verbs())
                .containsExactly("EHLO", "MAIL", "RCPT", "DATA", "MAIL", "RCPT", "DATA", "QUIT");
    }

    @Test
    void aConnectionThatIsNotNeededIsEndedByQuit() throws InterruptedException {
        use(new Reuse(Duration.ofMillis(1), 100, LONG));
        assertDelivered(toAlice());

        assertThat(bench.sink.awaitSessions(1).getFirst().verbs()).endsWith("DATA", "QUIT");
    }

    /** An idle connection costs the host a place, for nothing. */
    @Test
    void whereNothingFollowsTheConnectionIsEndedAtOnce() throws InterruptedException {
        assertDelivered(outcome(attempt().alone()));
        assertThat(bench.sink.awaitSessions(1).getFirst().verbs()).endsWith("DATA", "QUIT");
    }

    @Test
    void aConnectionThatIsThereIsUsedAlsoByTheLast() throws InterruptedException {
        assertDelivered(toAlice());
        assertDelivered(outcome(attempt().alone()));
        assertMails(bench.sink.awaitSessions(1).getFirst(), 2);
    }

    @Test
    void aConnectionCarriesSoManyMessages() throws InterruptedException {
        use(new Reuse(LONG, 2, LONG));
        for (int i = 0; i < 4; i++) {
            assertDelivered(toAlice());
        }
        assertThat(ended(2)).allSatisfy(session -> assertMails(session, 2));
    }

    @Test
    void anOldConnectionIsNotUsedOnceMore() throws InterruptedException {
        use(new Reuse(LONG, 100, Duration.ZERO));
        assertDelivered(toAlice());
        assertDelivered(toAlice());
        assertThat(ended(2)).hasSize(2);
    }

    @Test
    void theHostsOwnLimitCountsForAllMessagesTogether() throws InterruptedException {
        bench.sink.keywords("LIMITS MAILMAX=3");
        for (int i = 0; i < 4; i++) {
            assertDelivered(toAlice());
        }
        assertThat(ended(2)).first().satisfies(s -> assertMails(s, 3));
    }

    /** A host closes when it likes, and that is no reason to put a message off. */
    @Test
    void whereTheHostHasClosedANewConnectionIsMade() throws InterruptedException {
        assertDelivered(toAlice());
        bench.sink.at(Stage.MAIL).nth(1).does(drop());
        assertDelivered(toAlice());
        assertThat(bench.sink.messages()).hasSize(2);
        assertThat(bench.sink.sessions()).hasSize(2);
    }

    @Test
    void a421BetweenMessagesIsNoReasonEither() throws InterruptedException {
        assertDelivered(toAlice());
        bench.sink.at(Stage.MAIL).nth(1).does(reply("421 4.4.2 idle"), drop());
        assertDelivered(toAlice());
        assertThat(bench.sink.messages()).hasSize(2);
    }

    /** Once the host may have the message, a second connection could make a second copy. */
    @Test
    void afterTheMessageHasGoneOutNothingIsRepeated() throws InterruptedException {
        assertDelivered(toAlice());
        bench.sink.at(Stage.MESSAGE).nth(1).does(drop());
        assertDeferred(toAlice(), "4.4.2", Blame.MESSAGE);
        assertThat(bench.sink.sessions()).hasSize(1);
    }

    @Test
    void whereNobodyWasTakenRsetComesFirst() throws InterruptedException {
        bench.sink.at(Stage.RCPT).nth(1).replies("550 5.1.1 nobody");
        bench.sink.keywords("X-NONE");
        assertFailed(toAlice(), "5.1.1");
        assertDelivered(toAlice());
        assertThat(ended(1).getFirst().verbs()).startsWith("EHLO", "MAIL", "RCPT", "RSET", "MAIL");
    }

    @Test
    void aRefusedSenderEndsTheConnection() throws InterruptedException {
        bench.sink.at(Stage.MAIL).nth(1).replies("550 5.7.1 not you");
        assertFailed(toAlice(), "5.7.1");
        assertDelivered(toAlice());
        assertThat(ended(2)).hasSize(2);
    }

    @Test
    void anotherHostHasAConnectionOfItsOwn() throws InterruptedException {
        bench.name("other.sink.test", "127.0.0.1");
        assertDelivered(toAlice());
        assertDelivered(outcome(attempt().via("other.sink.test", bench.sink.port())));
        assertThat(ended(2)).hasSize(2);
    }

    private TestAttempt attempt() {
        return bench.attempt().to("alice@example.test");
    }

    private DeliveryOutcome toAlice() throws InterruptedException {
        return outcome(attempt());
    }

    private DeliveryOutcome outcome(TestAttempt attempt) throws InterruptedException {
        return of(SmtpBench.deliver(transport, attempt), "alice@example.test");
    }

    /** All sessions, after the transport has let go of them. */
    private List<SinkSession> ended(int n) throws InterruptedException {
        transport.close();
        return bench.sink.awaitSessions(n);
    }

    private static void assertMails(SinkSession session, int count) {
        String[] mails = new String[count];
        Arrays.fill(mails, "MAIL");
        assertThat(session.verbs()).filteredOn("MAIL"::equals).containsExactly(mails);
    }
}
