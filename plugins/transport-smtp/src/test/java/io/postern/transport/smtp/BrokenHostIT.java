// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.testkit.SinkAction.drop;
import static io.postern.testkit.SinkAction.octets;
import static io.postern.testkit.SinkAction.reply;
import static io.postern.testkit.SinkAction.reset;
import static io.postern.testkit.SinkAction.silence;
import static io.postern.transport.smtp.SmtpBench.assertDeferred;
import static io.postern.transport.smtp.SmtpBench.assertDelivered;
import static io.postern.transport.smtp.SmtpBench.assertFailed;
import static io.postern.transport.smtp.SmtpBench.of;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryReport;
import io.postern.testkit.SinkMessage;
import io.postern.testkit.Stage;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

@Timeout(60)
class BrokenHostIT {
    private static final TestMessage LARGE = TestMessage.saying("x".repeat(16 * 1024 * 1024));

    private final SmtpBench bench = new SmtpBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA"})
    void connectionLostInTheEnvelopeBlamesTheDestination(Stage stage) throws InterruptedException {
        bench.sink.at(stage).does(drop());

        assertDeferred(bench.outcome(bench.attempt()), "4.4.2", Blame.DESTINATION);
    }

    @ParameterizedTest
    @EnumSource(names = {"EHLO", "MAIL", "RCPT", "DATA"})
    void resetInTheEnvelopeBlamesTheDestination(Stage stage) throws InterruptedException {
        bench.sink.at(stage).does(reset());

        assertDeferred(bench.outcome(bench.attempt()), "4.4.2", Blame.DESTINATION);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTENT", "MESSAGE"})
    void connectionLostInTheMessageBlamesTheMessage(Stage stage) throws InterruptedException {
        bench.sink.at(stage).does(drop());

        assertDeferred(bench.outcome(bench.attempt().message(LARGE)), "4.4.2", Blame.MESSAGE);
    }

    @Test
    void lossAfterTheEndIsDoubtful() throws InterruptedException {
        bench.sink.at(Stage.MESSAGE).does(drop());

        DeliveryOutcome outcome = bench.outcome(bench.attempt());

        assertThat(isDoubtful(outcome)).isTrue();
        assertThat(bench.sink.messages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"EHLO", "MAIL", "RCPT", "DATA"})
    void lossBeforeTheEndIsNot(Stage stage) throws InterruptedException {
        bench.sink.at(stage).does(drop());

        assertThat(isDoubtful(bench.outcome(bench.attempt()))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.3.2 going down", "451 4.3.0 later"})
    void anAnswerToTheEndIsNot(String answer) throws InterruptedException {
        bench.sink.at(Stage.MESSAGE).does(reply(answer), drop());

        assertThat(isDoubtful(bench.outcome(bench.attempt()))).isFalse();
    }

    private static boolean isDoubtful(DeliveryOutcome outcome) {
        return outcome instanceof DeliveryOutcome.Deferred deferred && deferred.doubtful();
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "MESSAGE"})
    void closingHostIsLeftWithADeferral(Stage stage) throws InterruptedException {
        bench.sink.at(stage).does(reply("421 4.3.2 going down"), drop());

        DeliveryOutcome outcome = bench.outcome(bench.attempt());

        assertDeferred(outcome, "4.3.2", Blame.DESTINATION);
        assertThat(outcome.peer().reply()).isEqualTo("421 4.3.2 going down");
    }

    @Test
    void refusalsBeforeALossStand() throws InterruptedException {
        bench.sink.at(Stage.RCPT).does(reply("550 5.1.1 no"), drop());

        DeliveryReport report = bench.deliver(bench.attempt());

        assertFailed(of(report, "alice@example.test"), "5.1.1");
        assertDeferred(of(report, "bob@example.test"), "4.4.2", Blame.DESTINATION);
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "MESSAGE"})
    void garbageIsADeferral(Stage stage) throws InterruptedException {
        bench.sink.at(stage).does(octets("hello, what is this?\r\n\u0000\u00ff\r\n"));

        DeliveryOutcome outcome = bench.outcome(bench.attempt());

        assertThat(outcome).isInstanceOf(DeliveryOutcome.Deferred.class);
        assertThat(outcome.status().code()).isEqualTo("4.5.0");
    }

    /** RELIABILITY C 9. */
    @ParameterizedTest
    @ValueSource(ints = {1_000_000, 3000})
    void endlessReplyIsCut(int length) throws InterruptedException {
        bench.sink.at(Stage.RCPT).replies("550 5.1.1 " + "x".repeat(length));

        DeliveryOutcome outcome = bench.outcome(bench.attempt());

        assertThat(outcome).isNotInstanceOf(DeliveryOutcome.Delivered.class);
        assertThat(outcome.status().text()).hasSizeLessThan(1100);
        assertThat(outcome.peer().reply()).hasSizeLessThan(1100);
    }

    @Test
    void tenThousandLinesAreNoReply() throws InterruptedException {
        bench.sink.at(Stage.RCPT).replies("550-5.1.1 no\r\n".repeat(10_000) + "550 5.1.1 no");

        assertDeferred(bench.outcome(bench.attempt()), "4.5.0", Blame.DESTINATION);
    }

    @Test
    void repliesAreKeptPrintable() throws InterruptedException {
        bench.sink.at(Stage.RCPT).replies("550 5.1.1 a\u0000b\u001bc\nd\u00e2\u0080\u00a8e");

        DeliveryOutcome outcome = bench.outcome(bench.attempt());

        assertThat(outcome.status().text()).isEqualTo("a b c d?e");
        assertThat(outcome.peer().reply()).isEqualTo("550 5.1.1 a b c d?e");
    }

    @Test
    void refusedMessageFailsOnceForAll() throws InterruptedException {
        bench.sink.at(Stage.MESSAGE).replies("554 5.6.0 spam");

        assertFailed(bench.outcome(bench.attempt()), "5.6.0");
    }

    @Test
    void deferredMessageIsKept() throws InterruptedException {
        bench.sink.at(Stage.MESSAGE).replies("451 4.7.0 later");

        assertDeferred(bench.outcome(bench.attempt()), "4.7.0", Blame.MESSAGE);
    }

    @Test
    void repliesOutOfPlaceAreDeferrals() throws InterruptedException {
        bench.sink.at(Stage.DATA).replies("250 ok");
        assertDeferred(bench.outcome(bench.attempt()), "4.5.0", Blame.MESSAGE);
        bench.sink.clearRules();

        bench.sink.at(Stage.MESSAGE).replies("354 go on");
        assertDeferred(bench.outcome(bench.attempt()), "4.5.0", Blame.MESSAGE);
    }

    @Test
    void refusalInTheMiddleOfTheMessageIsHeard() throws InterruptedException {
        bench.sink.at(Stage.CONTENT).does(reply("552 5.3.4 too big"), session -> session.finish());

        assertFailed(bench.outcome(bench.attempt().message(LARGE)), "5.3.4");
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA"})
    void silenceInTheEnvelopeTimesOut(Stage stage) throws InterruptedException {
        bench.timeouts(Duration.ofMillis(300));
        bench.sink.at(stage).does(silence());

        DeliveryOutcome outcome = bench.outcome(bench.attempt());

        assertDeferred(outcome, "4.4.2", Blame.DESTINATION);
        assertThat(outcome.status().text()).contains("timed out");
    }

    /** RFC 5321 section 4.5.3.2: each has a limit of its own. */
    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT", "MESSAGE"})
    void eachStepHasItsOwnLimit(Stage stage) throws InterruptedException {
        bench.timeouts(only(stage, Duration.ofMillis(300)));
        bench.sink.keywords("X-NONE");
        bench.sink
                .at(stage)
                .does(stage == Stage.CONTENT ? _ -> new CountDownLatch(1).await() : silence());

        DeliveryOutcome outcome = bench.outcome(bench.attempt().message(LARGE));

        assertThat(outcome.status().text()).contains("timed out");
    }

    private static Timeouts only(Stage stage, Duration limit) {
        Duration[] limits = new Duration[7];
        Arrays.fill(limits, Duration.ofMinutes(10));
        int index =
                switch (stage) {
                    case GREETING, EHLO -> 1;
                    case MAIL -> 2;
                    case RCPT -> 3;
                    case DATA -> 4;
                    case CONTENT -> 5;
                    default -> 6;
                };
        limits[index] = limit;
        return new Timeouts(
                limits[0], limits[1], limits[2], limits[3], limits[4], limits[5], limits[6]);
    }

    @Test
    void silenceAfterTheEndTimesOut() throws InterruptedException {
        bench.timeouts(Duration.ofMillis(300));
        bench.sink.at(Stage.MESSAGE).does(silence());

        assertDeferred(bench.outcome(bench.attempt()), "4.4.2", Blame.MESSAGE);
    }

    @Test
    void hostThatStopsReadingTimesOut() throws InterruptedException {
        bench.timeouts(Duration.ofMillis(300));
        CountDownLatch never = new CountDownLatch(1);
        bench.sink.at(Stage.CONTENT).does(_ -> never.await());

        DeliveryOutcome outcome = bench.outcome(bench.attempt().message(LARGE));

        assertDeferred(outcome, "4.4.2", Blame.MESSAGE);
        assertThat(outcome.status().text()).contains("timed out sending the message");
    }

    /** Each block goes out in its time, all of them never. */
    @Test
    void aHostThatReadsSlowlyIsCutByTheDeadline() throws InterruptedException {
        bench.sink
                .at(Stage.CONTENT)
                .does(
                        session -> {
                            while (!session.closed()) {
                                session.discard(16 * 1024);
                                new CountDownLatch(1)
                                        .await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
                            }
                        });

        DeliveryOutcome outcome =
                bench.outcome(bench.attempt().message(LARGE).within(Duration.ofSeconds(2)));

        assertDeferred(outcome, "4.4.2", Blame.MESSAGE);
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "MAIL", "RCPT", "DATA", "MESSAGE"})
    void aReplyOfTwoCodesIsBroken(Stage stage) throws InterruptedException {
        bench.sink.at(stage).does(octets("250-2.0.0 yes\r\n550 5.7.1 no\r\n"));

        DeliveryOutcome outcome = bench.outcome(bench.attempt());

        assertThat(outcome).isInstanceOf(DeliveryOutcome.Deferred.class);
        assertThat(outcome.status().code()).isEqualTo("4.5.0");
    }

    @Test
    void repliesThatDripAreCutByTheLimit() throws InterruptedException {
        bench.timeouts(Duration.ofMillis(500));
        bench.sink
                .at(Stage.MAIL)
                .does(
                        session -> {
                            while (!session.closed()) {
                                session.write(new byte[] {'2'});
                                new CountDownLatch(1)
                                        .await(50, java.util.concurrent.TimeUnit.MILLISECONDS);
                            }
                        });

        assertDeferred(bench.outcome(bench.attempt()), "4.4.2", Blame.DESTINATION);
    }

    @Test
    void deadlineCutsEveryTimeout() throws InterruptedException {
        bench.sink.at(Stage.MAIL).does(silence());

        DeliveryOutcome outcome = bench.outcome(bench.attempt().within(Duration.ofMillis(500)));

        assertDeferred(outcome, "4.4.2", Blame.DESTINATION);
    }

    @Test
    void interruptEndsTheAttempt() throws InterruptedException {
        bench.sink.at(Stage.MAIL).does(silence());
        TestAttempt attempt = bench.attempt();
        FutureTask<DeliveryReport> task =
                new FutureTask<>(() -> bench.transport().deliver(attempt));
        Thread thread = Thread.ofVirtual().start(task);
        Awaitility.await()
                .until(
                        () ->
                                bench.sink.sessions().stream()
                                        .anyMatch(session -> session.verbs().contains("MAIL")));

        thread.interrupt();

        assertThatThrownBy(task::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void unreadableMessageIsNeverEnded() throws InterruptedException {
        DeliveryOutcome outcome = bench.outcome(bench.attempt().message(TestMessage.unreadable()));
        bench.sink.awaitSessions(1);

        assertDeferred(outcome, "4.3.0", Blame.MESSAGE);
        assertThat(bench.sink.messages()).isEmpty();
    }

    @Test
    void closingOnQuitChangesNothing() throws InterruptedException {
        bench.sink.at(Stage.MESSAGE).does(reply("250 2.0.0 taken"), reset());

        assertDelivered(bench.outcome(bench.attempt()));
        assertThat(bench.sink.messages()).allMatch(SinkMessage::accepted);
    }
}
