// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static io.postern.queue.QueueRig.redirect;
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

/** Who hears of mail without a sender that fails: the postmaster once, nobody else ever. */
@Timeout(60)
class QueueDoubleBounceTest {
    private static final Mailbox POSTMASTER = Addresses.mailbox("postmaster@local.test");
    @TempDir private Path folder;
    private QueueRig rig;

    @BeforeEach
    void open() {
        rig = new QueueRig(folder);
        rig.routing(
                (recipient, _) ->
                        recipient.mailbox().equals(POSTMASTER)
                                ? redirect("staff@example.org")
                                : via("smtp", "mx.example.org"));
        rig.carrier.answering(
                recipient ->
                        recipient.mailbox().localPart().startsWith("bad")
                                ? Carrier.FAILED
                                : Carrier.DELIVERED);
        telling(new ReversePath.Of(POSTMASTER));
    }

    private void telling(ReversePath postmaster) {
        rig.reporting =
                new Reporting(50 << 10, postmaster, List.of(), () -> ReportTemplates.BUILT_IN);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void postmasterIsToldOfABounceThatFailsWithAllOfIt() {
        rig.start();
        QueueId id = rig.spool.accept("bad-sender@example.net", "bad@example.org");
        await().until(() -> rig.spool.bounces().size() == 2);
        rig.idle();

        Bounce told = rig.spool.bounces().getLast();
        ReadReport report = ReadReport.of(told);
        assertThat(told.envelope().reversePath()).isEqualTo(new ReversePath.Null());
        assertThat(told.envelope().recipients()).containsExactly(Recipient.of(POSTMASTER));
        assertThat(report.header("Subject")).isEqualTo("Undeliverable report");
        assertThat(report.header("Auto-Submitted")).isEqualTo("auto-replied");
        assertThat(report.parts().get(1).text())
                .contains("Final-Recipient: rfc822; bad-sender@example.net");
        assertThat(report.parts().get(2).type()).isEqualTo("message/rfc822");
        assertThat(report.parts().get(2).text())
                .contains("Subject: Undelivered mail returned to sender")
                .contains("X-Postern-Queue-ID: " + id);
        await().until(() -> rig.queue.status().messages() == 0);
        assertThat(rig.events(MailEvent.Bounced.class))
                .extracting(MailEvent.Bounced::to)
                .containsExactly(
                        Addresses.reversePath("bad-sender@example.net"),
                        new ReversePath.Of(POSTMASTER));
        assertThat(rig.events(MailEvent.BounceDropped.class)).isEmpty();
    }

    @Test
    void whereThePostmasterCantBeToldItEnds() {
        rig.routing((_, _) -> via("smtp", "mx.example.org"));
        rig.carrier.answering(Carrier.FAILED);
        rig.start();
        rig.spool.accept("bad-sender@example.net", "bad@example.org");
        await().until(() -> rig.events(MailEvent.BounceDropped.class).size() == 1);
        await().until(() -> rig.queue.status().messages() == 0);

        assertThat(rig.spool.bounces()).hasSize(2);
        assertThat(rig.events(MailEvent.BounceDropped.class).getFirst().recipient().mailbox())
                .isEqualTo(POSTMASTER);
    }

    /** An alias of the postmaster's that fails is the postmaster who can't be told. */
    @Test
    void whereThePostmastersAliasFailsItEndsToo() {
        rig.carrier.answering(Carrier.FAILED);
        rig.start();
        rig.spool.accept("bad-sender@example.net", "bad@example.org");
        await().until(() -> rig.events(MailEvent.BounceDropped.class).size() == 1);
        await().until(() -> rig.queue.status().messages() == 0);

        assertThat(rig.spool.bounces()).hasSize(2);
    }

    @Test
    void withoutAPostmasterItIsDroppedAndOnRecord() {
        telling(new ReversePath.Null());
        rig.start();
        QueueId id = rig.spool.accept("", "bad@example.org", "good@example.org");
        await().until(() -> rig.events(MailEvent.BounceDropped.class).size() == 1);
        await().until(() -> rig.queue.status().messages() == 0);

        assertThat(rig.spool.bounces()).isEmpty();
        assertThat(rig.events(MailEvent.BounceDropped.class).getFirst().queueId()).isEqualTo(id);
        assertThat(rig.events(MailEvent.Bounced.class)).isEmpty();
    }

    @Test
    void strangersBouncesAreToldOnlyOfFailures() {
        rig.warnAfter = Duration.ofHours(4);
        rig.carrier.answering(
                recipient ->
                        switch (recipient.mailbox().localPart()) {
                            case "bad" -> Carrier.FAILED;
                            case "later" -> Carrier.deferred(Blame.RECIPIENT);
                            default -> Carrier.DELIVERED;
                        });
        rig.start();
        rig.spool.accept(
                TestMessage.saying("x"),
                "",
                new Envelope(
                        new ReversePath.Null(),
                        List.of(
                                asking("bad", Notify.NEVER),
                                asking("good", Notify.SUCCESS),
                                asking("later", Notify.DELAY)),
                        MailOptions.NONE));
        await().until(() -> rig.spool.bounces().size() == 1);
        rig.advance(Duration.ofHours(5));
        rig.idle();

        assertThat(rig.spool.bounces()).hasSize(1);
        assertThat(ReadReport.of(rig.spool.bounces().getFirst()).parts().get(1).text())
                .contains("Final-Recipient: rfc822; bad@example.org")
                .doesNotContain("good@", "later@");
    }

    @Test
    void failureWithASenderNeverGoesToThePostmaster() {
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "bad@example.org");
        rig.awaitState(id, RecipientState.Failed.class);
        await().until(() -> rig.queue.status().messages() == 0);

        assertThat(rig.spool.bounces())
                .singleElement()
                .satisfies(
                        bounce ->
                                assertThat(bounce.envelope().recipients())
                                        .containsExactly(
                                                Addresses.recipient("sender@example.net")));
    }

    private static Recipient asking(String name, Notify event) {
        Mailbox mailbox = Mailbox.of(name, "example.org");
        return new Recipient(mailbox, mailbox, new DsnRequest(Set.of(event), ""));
    }
}
