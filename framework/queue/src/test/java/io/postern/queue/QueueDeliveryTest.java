// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static io.postern.queue.QueueRig.via;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.RoutingDecision;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.spool.RecipientState;
import io.postern.spool.RecipientState.Waiting;
import io.postern.spool.SpoolUnavailableException;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

@Timeout(60)
class QueueDeliveryTest {
    @TempDir Path folder;
    private QueueRig rig;

    @BeforeEach
    void open() {
        rig = new QueueRig(folder);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void messageIsRoutedDeliveredAndFinished() {
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "alice@example.org");

        rig.awaitState(id, RecipientState.Delivered.class);

        DeliveryAttempt attempt = rig.carrier.attempts.getFirst();
        assertThat(attempt.hops()).containsExactly(new NextHop("mx.example.org", 25, 10));
        assertThat(attempt.deadline()).isEqualTo(rig.clock.instant().plus(Duration.ofMinutes(10)));
        assertThat(attempt.host()).isEqualTo(rig.host);
        assertThat(rig.spool.state(id))
                .isEqualTo(new RecipientState.Delivered("smtp mx1.example.org"));
        await().until(() -> rig.events(MailEvent.Finished.class).size() == 1);
        assertThat(rig.events(MailEvent.Attempted.class))
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.outcome()).isEqualTo(Carrier.DELIVERED);
                            assertThat(event.transport()).isEqualTo("smtp");
                        });
        assertThat(rig.queue.status().messages()).isZero();
    }

    @Test
    void messagesOfBeforeARestartAreTakenOver() {
        QueueId id = rig.spool.accept("sender@example.net", "alice@example.org");

        rig.start();

        rig.awaitState(id, RecipientState.Delivered.class);
    }

    @Test
    void twoHundredRecipientsThatShareTheNextHopsGetOneCopy() {
        String[] recipients =
                IntStream.range(0, 200)
                        .mapToObj(i -> "u" + i + "@example.org")
                        .toArray(String[]::new);
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", recipients);

        rig.awaitState(id, RecipientState.Delivered.class);

        assertThat(rig.carrier.recipients()).containsExactly(List.of(recipients));
        assertThat(rig.spool.records).hasSize(1);
    }

    @Test
    void orderOfEquallyGoodHopsDoesNotSplitACopy() {
        List<NextHop> hops =
                new ArrayList<>(
                        List.of(
                                new NextHop("mx1.example.org", 25, 10),
                                new NextHop("mx2.example.org", 25, 10)));
        rig.routing(
                (recipient, _) -> {
                    List<NextHop> shuffled = new ArrayList<>(hops);
                    if (recipient.mailbox().localPart().equals("b")) {
                        Collections.reverse(shuffled);
                    }
                    return new RoutingDecision.Via("smtp", shuffled);
                });
        rig.start();
        QueueId id =
                rig.spool.accept(
                        "sender@example.net", "a@example.org", "b@example.org", "c@example.org");

        rig.awaitState(id, RecipientState.Delivered.class);

        assertThat(rig.carrier.attempts).hasSize(1);
    }

    @Test
    void recipientsWithOtherNextHopsGetACopyOfTheirOwn() {
        rig.routing((recipient, _) -> via("smtp", "mx." + recipient.mailbox().domain()));
        rig.start();
        QueueId id =
                rig.spool.accept("sender@example.net", "a@one.test", "b@two.test", "c@one.test");

        rig.awaitState(id, RecipientState.Delivered.class);

        assertThat(rig.carrier.recipients())
                .containsExactlyInAnyOrder(
                        List.of("a@one.test", "c@one.test"), List.of("b@two.test"));
    }

    @Test
    void noCopyHasMoreThanAThousandRecipients() {
        String[] recipients =
                IntStream.range(0, 2500)
                        .mapToObj(i -> "u" + i + "@example.org")
                        .toArray(String[]::new);
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", recipients);

        rig.awaitState(id, RecipientState.Delivered.class);

        assertThat(rig.carrier.recipients())
                .extracting(List::size)
                .containsExactlyInAnyOrder(1000, 1000, 500);
    }

    @Test
    void eachRecipientOfAnAttemptHasItsOwnOutcomeInOneRecord() {
        rig.carrier.answering(
                recipient ->
                        switch (recipient.mailbox().localPart()) {
                            case "good" -> Carrier.DELIVERED;
                            case "bad" -> Carrier.FAILED;
                            default -> Carrier.deferred(Blame.RECIPIENT);
                        });
        rig.start();
        QueueId id =
                rig.spool.accept(
                        "sender@example.net",
                        "good@example.org",
                        "bad@example.org",
                        "later@example.org");

        await().until(() -> !rig.spool.records.isEmpty());

        assertThat(rig.spool.records.getFirst().changes()).hasSize(3);
        assertThat(rig.spool.states(id))
                .satisfiesExactly(
                        state -> assertThat(state).isInstanceOf(RecipientState.Delivered.class),
                        state ->
                                assertThat(state)
                                        .isEqualTo(
                                                new RecipientState.Failed(
                                                        new Status.Permanent(
                                                                1, 1, "no such user"))),
                        state ->
                                assertThat(state)
                                        .isEqualTo(
                                                new Waiting(
                                                        1,
                                                        rig.clock
                                                                .instant()
                                                                .plus(Duration.ofMinutes(5)),
                                                        "mx1.example.org: 4.2.1 come back later")));
    }

    @Test
    void recipientThatTheReportLeavesOutIsDeferred() {
        rig.carrier.answering(
                recipient ->
                        recipient.mailbox().localPart().equals("a") ? Carrier.DELIVERED : null);
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org", "b@example.org");

        await().until(() -> !rig.spool.records.isEmpty());

        assertThat(((Waiting) rig.spool.states(id).getLast()).last())
                .isEqualTo("4.3.0 the transport said nothing of this recipient");
    }

    @Test
    void transportThatThrowsDefersAndOthersFlow() {
        rig.routing((recipient, _) -> via(recipient.mailbox().localPart()));
        rig.plug(
                "broken",
                _ -> {
                    throw new IllegalStateException("bug");
                });
        rig.start();
        QueueId poisoned = rig.spool.accept("sender@example.net", "broken@example.org");
        QueueId fine = rig.spool.accept("sender@example.net", "smtp@example.org");

        rig.awaitState(fine, RecipientState.Delivered.class);
        await().until(() -> ((Waiting) rig.spool.state(poisoned)).attempts() == 1);

        assertThat(((Waiting) rig.spool.state(poisoned)).last()).startsWith("4.3.0");
    }

    @Test
    void routerThatThrowsForOneDefersThatOneAlone() {
        rig.routing(
                (recipient, _) -> {
                    if (recipient.mailbox().localPart().equals("poison")) {
                        throw new IllegalStateException("bug");
                    }
                    return via("smtp");
                });
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "poison@example.org", "b@example.org");

        await().until(() -> rig.spool.records.size() == 2);

        assertThat(rig.spool.states(id).getFirst()).isInstanceOf(Waiting.class);
        assertThat(((Waiting) rig.spool.states(id).getFirst()).attempts()).isEqualTo(1);
        assertThat(rig.spool.states(id).getLast()).isInstanceOf(RecipientState.Delivered.class);
    }

    @Test
    void messageThatCantBeReadIsDeferredAndOthersFlow() {
        QueueId damaged = rig.spool.accept("sender@example.net", "a@example.org");
        rig.spool.spooled(damaged).damage(new SpoolUnavailableException("chunk 3 of M00001"));
        QueueId fine = rig.spool.accept("sender@example.net", "b@example.org");
        rig.start();

        rig.awaitState(fine, RecipientState.Delivered.class);
        await().until(() -> ((Waiting) rig.spool.state(damaged)).attempts() == 1);

        assertThat(((Waiting) rig.spool.state(damaged)).last())
                .isEqualTo("4.3.0 can't be read: chunk 3 of M00001");
    }

    @Test
    void bugOfOursWhileRoutingLeavesTheMessageForAMinute() {
        rig.start();
        rig.spool.failFinds(1);
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        await().until(rig.spool::hasFailedFinds);
        await().until(() -> rig.queue.status().active() == 0);
        rig.advance(Duration.ofSeconds(59));
        assertThat(rig.queue.status().messages()).isEqualTo(1);
        assertThat(rig.carrier.attempts).isEmpty();

        rig.advance(Duration.ofSeconds(1));

        rig.awaitState(id, RecipientState.Delivered.class);
    }

    @Test
    void discardedRecipientIsDoneWithAndNobodyIsTold() {
        rig.routing((_, _) -> new RoutingDecision.Discard("spam trap"));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "trap@example.org");

        rig.awaitState(id, RecipientState.Discarded.class);

        assertThat(rig.spool.bounces()).isEmpty();
        assertThat(rig.events(MailEvent.Discarded.class))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).isEqualTo("spam trap"));
        await().until(() -> rig.events(MailEvent.Finished.class).size() == 1);
    }

    @Test
    void outcomeThatCantBeWrittenIsKeptAndNothingIsDeliveredMeanwhile() {
        rig.start();
        rig.spool.failWith(new SpoolUnavailableException("disk"));
        QueueId first = rig.spool.accept("sender@example.net", "a@example.org");
        await().until(() -> rig.carrier.attempts.size() == 1);
        await().until(
                        () ->
                                rig.queue
                                        .list(9)
                                        .getFirst()
                                        .waiting()
                                        .getFirst()
                                        .state()
                                        .equals("active"));
        QueueId second = rig.spool.accept("sender@example.net", "b@example.org");
        rig.advance(Duration.ofHours(1));
        rig.advance(Duration.ofHours(1));
        assertThat(rig.queue.status().messages()).isEqualTo(2);
        assertThat(rig.carrier.attempts).hasSize(1);

        rig.spool.failWith(null);

        rig.awaitState(first, RecipientState.Delivered.class);
        rig.awaitState(second, RecipientState.Delivered.class);
        assertThat(rig.carrier.attempts).hasSize(2);
    }

    @Test
    void stopLetsAttemptsUnderWayEndAndWritesTheirOutcomesDown() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        rig.carrier.behind(
                () -> {
                    started.countDown();
                    goOn.await();
                });
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        started.await();
        Thread stop = Thread.ofVirtual().start(this::closeQuietly);
        await().until(() -> stop.getState() == Thread.State.TIMED_WAITING);
        QueueId late = rig.spool.accept("sender@example.net", "late@example.org");

        goOn.countDown();
        stop.join();

        assertThat(rig.spool.state(id)).isInstanceOf(RecipientState.Delivered.class);
        assertThat(rig.spool.state(late)).isInstanceOf(Waiting.class);
        assertThat(rig.carrier.attempts).hasSize(1);
        rig = new QueueRig(folder).start();
    }

    @Test
    void transportReadsTheOctetsOfTheMessage() throws Exception {
        rig.start();
        TestMessage message = TestMessage.saying("é".repeat(1000));
        QueueId id = rig.spool.accept(message, "", "sender@example.net", List.of("a@example.org"));

        rig.awaitState(id, RecipientState.Delivered.class);

        assertThat(rig.carrier.attempts.getFirst().message().content().readAllBytes())
                .isEqualTo(message.octets());
    }

    private void closeQuietly() {
        try {
            rig.close();
        } catch (InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
