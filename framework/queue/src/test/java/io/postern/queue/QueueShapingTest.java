// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static io.postern.queue.QueueRig.via;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.mail.QueueId;
import io.postern.api.mail.Status;
import io.postern.api.transport.ConnectionLeave;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Egress;
import io.postern.api.transport.Peer;
import io.postern.api.transport.Rate;
import io.postern.api.transport.Shaping;
import io.postern.api.transport.ShapingPolicy;
import io.postern.api.transport.TlsLevel;
import io.postern.hooks.HookChain;
import io.postern.spool.RecipientState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** Shaping through the whole queue. */
@Timeout(60)
class QueueShapingTest {
    private static final String SENDER = "sender@example.net";

    @TempDir Path folder;
    private QueueRig rig;

    private QueueRig rig() {
        rig = new QueueRig(folder);
        rig.routing((recipient, _) -> via("smtp", "mx." + recipient.mailbox().domain()));
        rig.egresses =
                Egresses.of(
                        Egress.of(rig.host),
                        List.of(
                                EgressesTest.source("out1", Map.of("bulk", 1)),
                                EgressesTest.source("out2", Map.of("bulk", 1))));
        return rig;
    }

    @AfterEach
    void stop() throws InterruptedException {
        rig.close();
    }

    @Test
    void attemptHasWhatShapingSays() {
        shape(
                limits(
                        Optional.empty(),
                        OptionalInt.of(20),
                        Optional.of("bulk"),
                        Optional.of(TlsLevel.VERIFY)));
        QueueId id = rig.start().spool.accept(SENDER, "a@one.test");
        rig.awaitState(id, RecipientState.Delivered.class);

        DeliveryAttempt attempt = rig.carrier.attempts.getFirst();
        assertThat(attempt.egress().name()).isIn("out1", "out2");
        assertThat(attempt.egress().hostname()).isIn("out1.postern.test", "out2.postern.test");
        assertThat(attempt.messagesPerConnection()).isEqualTo(20);
        assertThat(attempt.tls()).contains(TlsLevel.VERIFY);
    }

    @Test
    void mailForAPoolThatIsNotThereWaitsAndSaysSo() {
        shape(limits(Optional.empty(), OptionalInt.empty(), Optional.of("gone"), Optional.empty()));
        QueueId id = rig.start().spool.accept(SENDER, "a@one.test");

        await().until(() -> rig.waiting(id).reason().contains("egress pool 'gone' is not there"));
        assertThat(rig.carrier.attempts).isEmpty();
    }

    @Test
    void attemptWithoutAConnectionCountsAsIfItHadNotBeen() {
        shape(
                limits(
                        Optional.of(Rate.parse("1/m")),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty()));
        List<DeliveryAttempt> refused = new CopyOnWriteArrayList<>();
        rig.plug(
                "smtp",
                attempt ->
                        switch (attempt.connect()) {
                            case ConnectionLeave.Granted _ -> rig.carrier.deliver(attempt);
                            case ConnectionLeave.Refused(Status.Transient status) -> {
                                refused.add(attempt);
                                yield DeliveryReport.of(
                                        attempt.recipients(),
                                        new DeliveryOutcome.Deferred(
                                                status, Blame.DESTINATION, Peer.NONE));
                            }
                        });
        rig.start();
        QueueId first = rig.spool.accept(SENDER, "a@one.test");
        rig.awaitState(first, RecipientState.Delivered.class);
        QueueId second = rig.spool.accept(SENDER, "b@one.test");
        await().until(() -> refused.size() == 1);
        rig.idle();
        assertThat(rig.waiting(second).attempts()).isZero();
        assertThat(site("one.test").limit()).isEqualTo("connection rate 1/m");

        rig.advance(Duration.ofMinutes(1));

        rig.awaitState(second, RecipientState.Delivered.class);
    }

    @Test
    void replySuspendsASiteForAWhile() {
        rig().reactions = List.of(rule("too much", Reaction.Action.SUSPEND_SITE));
        rig.carrier.answering(saying("451 4.7.0 too much from you"));
        rig.start();
        rig.spool.accept(SENDER, "a@one.test");
        rig.awaitAttempts(1);
        QueueId other = rig.spool.accept(SENDER, "b@one.test");
        await().until(() -> rig.waiting(other).reason().contains("too much from you"));
        SiteReport report = site("mx.one.test");
        assertThat(report.limit()).contains("left alone until 2026-11-24T10:30:00Z");
        assertThat(report.lastReply()).isEqualTo("mx1.example.org: 451 4.7.0 too much from you");

        rig.carrier.answering(Carrier.DELIVERED);
        rig.advance(Duration.ofMinutes(30));

        rig.awaitState(other, RecipientState.Delivered.class);
        assertThat(site("one.test").sources().getFirst().reactions().getFirst().change())
                .isEqualTo("slowed");
    }

    @Test
    void messageIsTriedFromTheNextSourceAtOnce() {
        shape(limits(Optional.empty(), OptionalInt.empty(), Optional.of("bulk"), Optional.empty()));
        rig.reactions = List.of(rule("listed", Reaction.Action.NEXT_SOURCE));
        rig.plug(
                "smtp",
                attempt -> {
                    rig.carrier.deliver(attempt);
                    DeliveryOutcome outcome =
                            rig.carrier.attempts.size() == 1
                                    ? saying("450 4.7.1 your address is listed")
                                    : Carrier.DELIVERED;
                    return DeliveryReport.of(attempt.recipients(), outcome);
                });
        rig.start();
        QueueId id = rig.spool.accept(SENDER, "a@one.test");
        rig.awaitState(id, RecipientState.Delivered.class);

        assertThat(rig.carrier.attempts)
                .extracting(attempt -> attempt.egress().name())
                .containsExactlyInAnyOrder("out1", "out2");
    }

    @Test
    void replyMayEndARecipient() {
        rig().reactions = List.of(rule("mailbox is full", Reaction.Action.BOUNCE));
        rig.carrier.answering(saying("452 4.2.2 mailbox is full"));
        rig.start();
        QueueId id = rig.spool.accept(SENDER, "a@one.test");

        rig.awaitState(id, RecipientState.Failed.class);
    }

    private SiteReport site(String name) {
        return rig.queue.explainSite(name).getFirst();
    }

    private static Reaction rule(String reply, Reaction.Action action) {
        return new Reaction(Pattern.compile(reply), List.of(), action, Duration.ofMinutes(30), 0.5);
    }

    private static DeliveryOutcome saying(String reply) {
        return new DeliveryOutcome.Deferred(
                new Status.Transient(7, 0, reply),
                Blame.MESSAGE,
                new Peer("mx1.example.org", reply));
    }

    private void shape(Shaping.Limits limits) {
        ShapingPolicy policy = _ -> limits;
        rig().policies =
                HookChain.of(ShapingPolicy.class, Duration.ofSeconds(1), List.of(policy)).hooks();
    }

    private static Shaping.Limits limits(
            Optional<Rate> connectionRate,
            OptionalInt messages,
            Optional<String> pool,
            Optional<TlsLevel> tls) {
        return new Shaping.Limits(
                OptionalInt.empty(), connectionRate, Optional.empty(), messages, pool, tls);
    }
}
