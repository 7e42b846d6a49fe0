// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static io.postern.queue.QueueRig.via;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.Peer;
import io.postern.api.transport.RetrySchedule;
import io.postern.spool.RecipientState;
import io.postern.spool.RecipientState.Waiting;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

@Timeout(60)
class QueueRetryTest {
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
    void doubtIsKeptWhileARecipientWaitsAndSaidOfTheAttemptThatRaisedIt() {
        rig.carrier.answering(
                new DeliveryOutcome.Deferred(
                        new Status.Transient(4, 2, "lost"), Blame.MESSAGE, Peer.NONE, true));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        rig.awaitAttempts(1);
        assertThat(rig.waiting(id).doubtful()).isTrue();

        rig.carrier.answering(Carrier.deferred(Blame.MESSAGE));
        rig.advance(Duration.ofMinutes(6));
        rig.awaitAttempts(2);

        assertThat(rig.waiting(id).doubtful()).isTrue();
        assertThat(rig.waiting(id).attempts()).isEqualTo(2);
        assertThat(rig.events(MailEvent.Attempted.class))
                .extracting(event -> ((DeliveryOutcome.Deferred) event.outcome()).doubtful())
                .containsExactly(true, false);
    }

    /** A script's, say, which may take its time. */
    @Test
    void scheduleOfSomebodyElseIsAskedWithoutTheQueueWaitingForIt() throws Exception {
        Semaphore asked = new Semaphore(0);
        Semaphore answer = new Semaphore(0);
        rig.schedules =
                List.of(
                        deferral -> {
                            asked.release();
                            answer.acquire();
                            return deferral.attempts() == 1
                                    ? new RetrySchedule.Next.Wait(Duration.ofMinutes(2))
                                    : new RetrySchedule.Next.GiveUp();
                        });
        rig.carrier.answering(Carrier.deferred(Blame.RECIPIENT));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");

        asked.acquire();
        assertThat(rig.queue.status().messages()).isEqualTo(1);
        answer.release();
        rig.awaitAttempts(1);
        await().until(() -> rig.waiting(id).attempts() == 1);
        assertThat(rig.waiting(id).due())
                .isEqualTo(rig.clock.instant().plus(Duration.ofMinutes(2)));

        answer.release();
        rig.advance(Duration.ofMinutes(3));
        rig.awaitState(id, RecipientState.Failed.class);
        assertThat(rig.spool.bounces()).hasSize(1);
    }

    @Test
    void scheduleThatThrowsIsPassedOver() {
        rig.schedules =
                List.of(
                        _ -> {
                            throw new IllegalStateException("broken");
                        });
        rig.carrier.answering(Carrier.deferred(Blame.RECIPIENT));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");

        await().until(() -> rig.spool.records.size() == 1);
        rig.idle();

        assertThat(rig.waiting(id).due())
                .isEqualTo(rig.clock.instant().plus(Duration.ofMinutes(5)));
    }

    @Test
    void lastAttemptIsOnRecordWhereItIsInDoubt() {
        rig.retry = List.of("1h until 1h");
        rig.carrier.answering(
                new DeliveryOutcome.Deferred(
                        new Status.Transient(4, 2, "lost"), Blame.MESSAGE, Peer.NONE, true));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        rig.awaitAttempts(1);
        rig.advance(Duration.ofHours(2));
        rig.awaitState(id, RecipientState.Failed.class);

        assertThat(rig.events(MailEvent.Attempted.class).subList(0, 3))
                .extracting(event -> event.outcome().getClass().getSimpleName())
                .containsExactly("Deferred", "Deferred", "Failed");
    }

    @Test
    void deferredRecipientIsRetriedAfterTheFirstWaitAndNotBefore() {
        rig.carrier.answering(Carrier.deferred(Blame.RECIPIENT));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        awaitRecords(1);

        rig.advance(Duration.ofMinutes(5).minusMillis(1));
        rig.idle();
        assertThat(rig.carrier.attempts).hasSize(1);
        assertThat(rig.waiting(id).state()).isEqualTo("waiting");

        rig.carrier.answering(Carrier.DELIVERED);
        rig.advance(Duration.ofMillis(1));

        rig.awaitState(id, RecipientState.Delivered.class);
    }

    @Test
    void waitsThatWereWrittenDownLastOverARestart() throws Exception {
        rig.carrier.answering(Carrier.deferred(Blame.RECIPIENT));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        awaitRecords(1);
        rig.close();

        rig.start();
        rig.advance(Duration.ofMinutes(4));
        rig.idle();

        assertThat(rig.carrier.attempts).hasSize(1);
        assertThat(rig.waiting(id).attempts()).isEqualTo(1);
    }

    @Test
    void expiredRecipientFailsAndTheSenderIsTold() {
        rig.retry = List.of("1h until 2h");
        rig.carrier.answering(
                recipient ->
                        recipient.mailbox().domain().name().equals("example.org")
                                ? Carrier.deferred(Blame.RECIPIENT)
                                : Carrier.DELIVERED);
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        awaitRecords(1);
        rig.advance(Duration.ofHours(1));
        awaitRecords(2);

        rig.advance(Duration.ofHours(1));

        rig.awaitState(id, RecipientState.Failed.class);
        assertThat(rig.spool.state(id))
                .isEqualTo(
                        new RecipientState.Failed(
                                new Status.Permanent(
                                        4,
                                        7,
                                        "delivery time expired; last: mx1.example.org: 4.2.1 come"
                                                + " back later")));
        String bounce = new String(rig.spool.bounces().getFirst().message());
        assertThat(bounce)
                .contains("Action: failed\r\nStatus: 4.4.7\r\n")
                .contains("Diagnostic-Code: smtp; 450 4.2.1 come back later\r\n");
    }

    @Test
    void siteThatIsDownIsLeftAloneAndOtherSitesAreNot() {
        rig.routing((recipient, _) -> via("smtp", "mx." + recipient.mailbox().domain()));
        rig.carrier.answering(recipient -> isDown(recipient) ? down() : Carrier.DELIVERED);
        rig.start();
        QueueId first = rig.spool.accept("sender@example.net", "a@down.test");
        awaitRecords(1);

        QueueId second = rig.spool.accept("sender@example.net", "b@down.test");
        QueueId other = rig.spool.accept("sender@example.net", "c@up.test");
        rig.awaitState(other, RecipientState.Delivered.class);

        assertThat(rig.carrier.recipients()).doesNotContain(List.of("b@down.test"));
        assertThat(rig.waiting(second).state()).isEqualTo("waiting");
        assertThat(rig.waiting(second).reason()).isEqualTo("4.2.1 come back later");
        assertThat(rig.waiting(second).due())
                .isEqualTo(rig.clock.instant().plus(Duration.ofMinutes(1)));

        rig.carrier.answering(Carrier.DELIVERED);
        rig.advance(Duration.ofMinutes(5));

        rig.awaitState(first, RecipientState.Delivered.class);
        rig.awaitState(second, RecipientState.Delivered.class);
    }

    @Test
    void siteThatStaysDownIsTriedByOneMessageAtATime() {
        rig.carrier.answering(down());
        rig.start();
        rig.spool.accept("sender@example.net", "first@down.test");
        awaitRecords(1);
        for (int i = 0; i < 10; i++) {
            rig.spool.accept("sender@example.net", "r" + i + "@down.test");
        }
        rig.idle();

        rig.advance(Duration.ofMinutes(5));
        awaitRecords(2);
        rig.idle();

        assertThat(rig.carrier.attempts).hasSize(2);
    }

    @Test
    void messageOrRecipientToBlameDoesNotStopTheSite() {
        rig.carrier.answering(
                recipient ->
                        switch (recipient.mailbox().localPart()) {
                            case "full" -> Carrier.deferred(Blame.RECIPIENT);
                            case "odd" -> Carrier.deferred(Blame.MESSAGE);
                            default -> Carrier.DELIVERED;
                        });
        rig.start();
        rig.spool.accept("sender@example.net", "full@example.org");
        rig.spool.accept("sender@example.net", "odd@example.org");
        awaitRecords(2);

        QueueId fine = rig.spool.accept("sender@example.net", "fine@example.org");

        rig.awaitState(fine, RecipientState.Delivered.class);
    }

    @Test
    void messageThatWaitsForADeadSiteExpiresThere() {
        rig.retry = List.of("1h until 2h");
        rig.carrier.answering(down());
        rig.start();
        rig.spool.accept("", "first@down.test");
        awaitRecords(1);
        QueueId second = rig.spool.accept("", "second@down.test");
        rig.idle();
        rig.advance(Duration.ofHours(1));
        awaitRecords(2);

        rig.advance(Duration.ofHours(1));
        awaitRecords(3);
        rig.advance(Duration.ofMinutes(1));

        rig.awaitState(second, RecipientState.Failed.class);
    }

    @Test
    void noSiteHasMoreAttemptsAtOnceThanItsLimit() {
        rig.attempts = new Sites.Limits(500, 2);
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        Semaphore goOn = new Semaphore(0);
        rig.carrier.behind(
                () -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    goOn.acquire();
                    now.decrementAndGet();
                });
        rig.start();
        List<QueueId> ids =
                IntStream.range(0, 12)
                        .mapToObj(i -> rig.spool.accept("", "r" + i + "@example.org"))
                        .toList();
        await().until(() -> now.get() == 2 && rig.queue.status().active() == 2);
        goOn.release(100);

        ids.forEach(id -> rig.awaitState(id, RecipientState.Delivered.class));
        assertThat(most).hasValue(2);
    }

    @Test
    void messageForAMissingTransportWaitsAndGoesAsSoonAsItIsThere() {
        rig.routing((_, _) -> via("maildir"));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@local.test");
        await().until(
                        () ->
                                rig.waiting(id)
                                        .reason()
                                        .equals("4.3.0 transport 'maildir' is not there"));
        assertThat(rig.waiting(id).state()).isEqualTo("waiting");
        rig.advance(Duration.ofDays(4));
        rig.advance(Duration.ofMinutes(2));
        assertThat(rig.spool.state(id)).isInstanceOf(Waiting.class);
        assertThat(rig.spool.bounces()).isEmpty();

        rig.plug("maildir", rig.carrier);

        rig.awaitState(id, RecipientState.Delivered.class);
    }

    @Test
    void messageForATransportThatStaysAwayExpires() {
        rig.routing((_, _) -> via("maildir"));
        rig.start();
        QueueId id = rig.spool.accept("", "a@local.test");
        await().until(() -> rig.waiting(id).reason().contains("maildir"));

        rig.advance(Duration.ofDays(5));

        rig.awaitState(id, RecipientState.Failed.class);
        assertThat(((RecipientState.Failed) rig.spool.state(id)).status().text())
                .isEqualTo("delivery time expired; last: 4.3.0 transport 'maildir' is not there");
    }

    @Test
    void clockThatStepsBackDelaysAndLosesNothing() {
        rig.carrier.answering(Carrier.deferred(Blame.RECIPIENT));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        awaitRecords(1);
        rig.advance(Duration.ofHours(-10));
        rig.carrier.answering(Carrier.DELIVERED);

        rig.advance(Duration.ofHours(10).plusMinutes(5));

        rig.awaitState(id, RecipientState.Delivered.class);
    }

    private void awaitRecords(int count) {
        await().until(() -> rig.spool.records.size() >= count);
        rig.idle();
    }

    private static boolean isDown(Recipient recipient) {
        return recipient.mailbox().domain().name().equals("down.test");
    }

    private static DeliveryOutcome down() {
        return Carrier.deferred(Blame.DESTINATION);
    }
}
