// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.QueueId;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.queue.QueueControl.QueueStatus;
import io.postern.queue.QueueControl.QueuedMessage;
import io.postern.spool.RecipientState;
import io.postern.spool.RecipientState.Waiting;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class QueueControlTest {
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
    void pausedQueueTakesMailAndStartsNothingUntilResumed() {
        rig.configuredPaused = true;
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        rig.advance(Duration.ofHours(1));

        assertThat(rig.queue.status())
                .isEqualTo(
                        new QueueStatus(1, 0, 0, 1, true, Instant.parse("2026-11-24T10:00:00Z")));
        assertThat(rig.waiting(id).state()).isEqualTo("ready");
        assertThat(rig.carrier.attempts).isEmpty();

        rig.queue.resume();

        rig.awaitState(id, RecipientState.Delivered.class);
        assertThat(rig.queue.status().paused()).isFalse();
    }

    @Test
    void nothingIsStartedWhileOutcomesCannotBeWritten() {
        rig.spool.takesOutcomes = false;
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        rig.advance(Duration.ofHours(1));
        assertThat(rig.waiting(id).state()).isEqualTo("ready");
        assertThat(rig.carrier.attempts).isEmpty();

        rig.spool.takesOutcomes = true;

        rig.awaitState(id, RecipientState.Delivered.class);
    }

    @Test
    void pauseLastsOverARestart() throws Exception {
        rig.start();
        rig.queue.pause();
        rig.close();

        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        rig.advance(Duration.ofMinutes(1));
        assertThat(rig.queue.status().paused()).isTrue();
        assertThat(rig.carrier.attempts).isEmpty();
        rig.queue.resume();

        rig.awaitState(id, RecipientState.Delivered.class);
    }

    @Test
    void attemptUnderWayEndsThoughTheQueueIsPaused() {
        CountDownLatch goOn = new CountDownLatch(1);
        rig.carrier.behind(goOn::await);
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        await().until(() -> rig.carrier.attempts.size() == 1);
        assertThat(rig.waiting(id).state()).isEqualTo("active");
        rig.queue.pause();

        goOn.countDown();

        rig.awaitState(id, RecipientState.Delivered.class);
    }

    @Test
    void retryTriesNowWhatWaitsForItsTime() {
        rig.carrier.answering(Carrier.deferred(Blame.RECIPIENT));
        rig.start();
        QueueId first = rig.spool.accept("sender@example.net", "a@example.org", "b@example.org");
        QueueId second = rig.spool.accept("sender@example.net", "c@example.org");
        await().until(() -> rig.spool.records.size() == 2);
        rig.idle();
        rig.carrier.answering(Carrier.DELIVERED);

        assertThat(rig.queue.retry(List.of(first, new QueueId("NOBODY")))).isEqualTo(2);

        rig.awaitState(first, RecipientState.Delivered.class);
        assertThat(rig.spool.state(second)).isInstanceOf(Waiting.class);
        assertThat(rig.queue.retry(List.of())).isEqualTo(1);
        rig.awaitState(second, RecipientState.Delivered.class);
    }

    @Test
    void retryOfAllEndsTheBackOffOfSites() {
        rig.carrier.answering(Carrier.deferred(Blame.DESTINATION));
        rig.start();
        QueueId first = rig.spool.accept("sender@example.net", "a@example.org");
        await().until(() -> rig.spool.records.size() == 1);
        QueueId second = rig.spool.accept("sender@example.net", "b@example.org");
        await().until(() -> rig.waiting(second).state().equals("waiting"));
        rig.carrier.answering(Carrier.DELIVERED);

        assertThat(rig.queue.retry(List.of())).isEqualTo(2);

        rig.awaitState(first, RecipientState.Delivered.class);
        rig.awaitState(second, RecipientState.Delivered.class);
    }

    @Test
    void retryDoesNotDoubleWhatIsUnderWay() {
        CountDownLatch goOn = new CountDownLatch(1);
        rig.carrier.behind(goOn::await);
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@example.org");
        await().until(() -> rig.carrier.attempts.size() == 1);

        for (int i = 0; i < 100; i++) {
            rig.queue.retry(List.of());
            rig.queue.retry(List.of(id));
        }
        goOn.countDown();

        rig.awaitState(id, RecipientState.Delivered.class);
        assertThat(rig.carrier.attempts).hasSize(1);
    }

    @Test
    void heldMessageWaitsUntilItIsReleased() {
        rig.start();
        QueueId id =
                rig.spool.accept(
                        TestMessage.saying("x"),
                        "looks like spam",
                        "sender@example.net",
                        List.of("a@example.org"));
        rig.advance(Duration.ofDays(30));

        assertThat(rig.queue.retry(List.of())).isZero();
        assertThat(rig.queue.status().held()).isEqualTo(1);
        assertThat(rig.queue.status().waiting()).isZero();
        QueuedMessage listed = rig.queue.list(10).getFirst();
        assertThat(listed.hold()).isEqualTo("looks like spam");
        assertThat(listed.waiting().getFirst().state()).isEqualTo("held");
        assertThat(rig.carrier.attempts).isEmpty();
        assertThat(rig.events(MailEvent.Held.class)).hasSize(1);

        assertThat(rig.queue.release(id)).isTrue();

        rig.awaitState(id, RecipientState.Delivered.class);
        assertThat(rig.queue.release(id)).isFalse();
        assertThat(rig.queue.status().held()).isZero();
    }

    @Test
    void listHasTheOldestFirstAndNoMoreThanAsked() {
        rig.configuredPaused = true;
        rig.start();
        QueueId first = rig.spool.accept("sender@example.net", "a@example.org", "b@example.org");
        QueueId second = rig.spool.accept("", "c@example.org");
        rig.spool.accept("", "d@example.org");

        List<QueuedMessage> listed = rig.queue.list(2);

        assertThat(listed).extracting(QueuedMessage::id).containsExactly(first, second);
        assertThat(listed.getFirst().reversePath()).isEqualTo("sender@example.net");
        assertThat(listed.getFirst().waiting())
                .extracting(QueueControl.Waiting::recipient)
                .containsExactly("a@example.org", "b@example.org");
        assertThat(rig.queue.status().messages()).isEqualTo(3);
    }

    @Test
    void emptyQueueHasNoOldest() {
        rig.start();

        assertThat(rig.queue.status()).isEqualTo(new QueueStatus(0, 0, 0, 0, false, Instant.MAX));
    }

    @Test
    void deliveriesRetriesAndReleasesTogetherRepeatNothing() throws Exception {
        rig.attempts = new Sites.Limits(50, 7);
        rig.start();
        Thread operator =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    while (!Thread.currentThread().isInterrupted()) {
                                        rig.queue.retry(List.of());
                                        rig.queue.list(50).forEach(m -> rig.queue.release(m.id()));
                                    }
                                });
        for (int i = 0; i < 1000; i++) {
            String hold = i % 3 == 0 ? "held" : "";
            rig.spool.accept(
                    TestMessage.saying("x"), hold, "", List.of("r" + i + "@d" + i % 5 + ".test"));
        }

        await().until(() -> rig.queue.status().messages() == 0);
        operator.interrupt();
        operator.join();

        assertThat(rig.carrier.recipients()).hasSize(1000).doesNotHaveDuplicates();
        await().until(() -> rig.events(MailEvent.Finished.class).size() == 1000);
    }
}
