// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static io.postern.queue.QueueRig.via;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.DsnRequest.Notify;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.routing.RoutingDecision;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.spool.Bounce;
import io.postern.spool.RecipientState;
import io.postern.testkit.Addresses;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

@Timeout(60)
class QueueBounceTest {
    @TempDir Path folder;
    private QueueRig rig;

    @BeforeEach
    void open() {
        rig = new QueueRig(folder);
        rig.routing(
                (recipient, _) ->
                        recipient.mailbox().localPart().startsWith("unknown")
                                ? new RoutingDecision.Unroutable(
                                        new Status.Permanent(1, 1, "no such user"))
                                : via("smtp", "mx.example.org"));
        rig.carrier.answering(
                recipient ->
                        recipient.mailbox().localPart().startsWith("bad")
                                ? Carrier.FAILED
                                : recipient.mailbox().localPart().startsWith("later")
                                        ? Carrier.deferred(Blame.RECIPIENT)
                                        : Carrier.DELIVERED);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void failureAndItsBounceAreOneRecordAndTheBounceIsDelivered() {
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "bad@example.org");

        rig.awaitState(id, RecipientState.Failed.class);

        assertThat(rig.spool.records.getFirst().changes()).hasSize(1);
        assertThat(rig.spool.records.getFirst().bounces()).hasSize(1);
        Bounce bounce = rig.spool.bounces().getFirst();
        assertThat(bounce.envelope().reversePath()).isEqualTo(new ReversePath.Null());
        assertThat(bounce.envelope().recipients())
                .containsExactly(Addresses.recipient("sender@example.net"));
        rig.awaitState(bounce.id(), RecipientState.Delivered.class);
        assertThat(rig.events(MailEvent.Bounced.class))
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.queueId()).isEqualTo(id);
                            assertThat(event.bounce()).isEqualTo(bounce.id());
                        });
    }

    @Test
    void severalFailuresOfOneAttemptAreOneBounce() {
        rig.start();
        QueueId id =
                rig.spool.accept(
                        "sender@example.net",
                        "bad1@example.org",
                        "ok@example.org",
                        "bad2@example.org");

        await().until(() -> rig.spool.find(id).isEmpty());

        assertThat(rig.spool.bounces()).hasSize(1);
        assertThat(new String(rig.spool.bounces().getFirst().message()))
                .contains("Final-Recipient: rfc822; bad1@example.org")
                .contains("Final-Recipient: rfc822; bad2@example.org")
                .doesNotContain("ok@example.org");
    }

    @Test
    void severalUnroutableRecipientsAreOneBounce() {
        rig.start();
        QueueId id =
                rig.spool.accept(
                        "sender@example.net", "unknown1@local.test", "unknown2@local.test");

        rig.awaitState(id, RecipientState.Failed.class);

        assertThat(rig.spool.bounces()).hasSize(1);
    }

    @Test
    void nullReversePathNeverBounces() {
        rig.start();
        QueueId id = rig.spool.accept("", "bad@example.org", "unknown@local.test");

        rig.awaitState(id, RecipientState.Failed.class);

        assertThat(rig.spool.bounces()).isEmpty();
        assertThat(rig.events(MailEvent.Attempted.class)).hasSize(2);
    }

    @Test
    void bounceThatFailsIsTheEnd() {
        rig.start();
        rig.spool.accept("unknown-sender@local.test", "bad@example.org");

        await().until(() -> rig.spool.records.size() == 2);
        rig.idle();

        assertThat(rig.spool.bounces()).hasSize(1);
        await().until(() -> rig.queue.status().messages() == 0);
    }

    @Test
    void senderIsToldOnceThatItTakesLong() throws Exception {
        rig.warnAfter = Duration.ofHours(4);
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "later@example.org", "ok@example.org");
        await().until(() -> rig.spool.records.size() == 1);
        rig.advance(Duration.ofHours(4).minusMillis(1));
        rig.idle();
        assertThat(rig.spool.bounces()).isEmpty();

        rig.advance(Duration.ofMillis(1));
        await().until(() -> rig.spool.bounces().size() == 1);
        for (int i = 0; i < 10; i++) {
            rig.advance(Duration.ofHours(1));
            rig.idle();
        }
        rig.close();
        rig.start();
        rig.advance(Duration.ofHours(1));
        rig.idle();

        assertThat(rig.spool.bounces()).hasSize(1);
        assertThat(new String(rig.spool.bounces().getFirst().message()))
                .contains("Action: delayed\r\n")
                .contains("later@example.org")
                .doesNotContain("ok@example.org");
        assertThat(rig.spool.find(id)).isPresent();
    }

    /** RFC 3834 section 2: nobody reads what is told unasked of a list's or a program's mail. */
    @Test
    void nobodyIsWarnedUnaskedOfAutomaticMail() {
        rig.warnAfter = Duration.ofHours(4);
        rig.start();
        Mailbox later = Addresses.mailbox("later@example.org");
        for (Set<Notify> asked : List.of(Set.<Notify>of(), Set.of(Notify.DELAY))) {
            rig.spool.accept(
                    TestMessage.of("List-Id: <l.example.net>\r\n\r\nx\r\n"),
                    "",
                    new Envelope(
                            Addresses.reversePath("list@example.net"),
                            List.of(new Recipient(later, later, new DsnRequest(asked, ""))),
                            MailOptions.NONE));
        }
        await().until(() -> rig.spool.records.size() == 2);
        rig.idle();
        rig.advance(Duration.ofHours(4));
        await().until(() -> rig.spool.bounces().size() == 1);
        rig.idle();

        assertThat(rig.spool.bounces()).hasSize(1);
        assertThat(ReadReport.of(rig.spool.bounces().getFirst()).parts().get(1).text())
                .contains("Status: 4.2.1\r\nRemote-MTA: dns; mx1.example.org\r\n")
                .contains("Will-Retry-Until: Sun, 29 Nov 2026 10:00:00 +0000\r\n")
                .doesNotContain("Last-Attempt-Date");
    }

    @Test
    void senderIsWarnedAfterARestartWhereNobodyWasThereToWarn() throws Exception {
        rig.warnAfter = Duration.ofHours(4);
        rig.start();
        rig.spool.accept("sender@example.net", "later@example.org");
        await().until(() -> rig.spool.records.size() == 1);
        rig.idle();
        rig.close();
        rig.clock.advance(Duration.ofHours(5));

        rig.start();

        await().until(() -> rig.spool.bounces().size() == 1);
    }

    @Test
    void nobodyIsWarnedOfABounce() {
        rig.warnAfter = Duration.ofHours(4);
        rig.start();
        rig.spool.accept("", "later@example.org");
        await().until(() -> rig.spool.records.size() == 1);

        rig.advance(Duration.ofHours(10));
        await().until(() -> rig.spool.records.size() == 2);
        rig.idle();

        assertThat(rig.spool.bounces()).isEmpty();
    }

    @Test
    void sameFailureAlwaysHasTheSameBounce() throws Exception {
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "bad@example.org");
        rig.awaitState(id, RecipientState.Failed.class);
        QueueId first = rig.spool.bounces().getFirst().id();

        QueueRig again = new QueueRig(folder).routing((_, _) -> via("smtp"));
        again.carrier.answering(Carrier.FAILED);
        again.start();
        QueueId sameId = again.spool.accept("sender@example.net", "bad@example.org");
        again.awaitState(sameId, RecipientState.Failed.class);
        List<Bounce> bounces = again.spool.bounces();
        again.close();

        assertThat(sameId).isEqualTo(id);
        assertThat(bounces.getFirst().id()).isEqualTo(first);
    }
}
