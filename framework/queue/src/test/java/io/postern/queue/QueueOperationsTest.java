// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.QueueId;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.queue.QueueControl.QueuedMessage;
import io.postern.queue.Suspension.Kind;
import io.postern.spool.RecipientState;
import io.postern.spool.RecipientState.Delivered;
import io.postern.spool.RecipientState.Discarded;
import io.postern.spool.RecipientState.Failed;
import io.postern.spool.RecipientState.Waiting;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

@Timeout(60)
class QueueOperationsTest {
    @TempDir Path folder;
    private QueueRig rig;

    @BeforeEach
    void open() {
        rig = new QueueRig(folder);
        rig.carrier.answering(Carrier.deferred(Blame.RECIPIENT));
        rig.routing((recipient, _) -> QueueRig.via("smtp", "mx." + recipient.mailbox().domain()));
        rig.start();
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void filtersChooseMessagesAndRecipients() throws Exception {
        QueueId first = deferred("ann@a.test", "x@one.test", "y@two.test");
        rig.advance(Duration.ofMinutes(2));
        QueueId second = deferred("bob@b.test", "x@sub.one.test");
        deferred("", "z@two.test");

        assertThat(ids(Map.of())).hasSize(3);
        assertThat(ids(Map.of("domain", "one.test"))).containsExactly(first);
        assertThat(ids(Map.of("domain", "*.one.test"))).containsExactly(second);
        assertThat(ids(Map.of("sender", "@b.test"))).containsExactly(second);
        assertThat(ids(Map.of("sender", "<>"))).hasSize(1).doesNotContain(first, second);
        assertThat(ids(Map.of("recipient", "x@*"))).containsExactly(first, second);
        assertThat(ids(Map.of("older", "1m"))).containsExactly(first);
        assertThat(ids(Map.of("younger", "1m"))).hasSize(2).doesNotContain(first);
        assertThat(ids(Map.of("reason", "come BACK"))).hasSize(3);
        assertThat(ids(Map.of("reason", "elsewhere"))).isEmpty();
        assertThat(ids(Map.of("state", "held"))).isEmpty();
        assertThat(ids(Map.of("larger", "1MiB"))).isEmpty();
        assertThat(ids(Map.of("smaller", "1MiB"))).hasSize(3);
        assertThat(ids(Map.of("site", "mx.two.test"))).hasSize(2).contains(first);
        QueuedMessage listed = rig.queue.list(QueueFilter.of("domain", "two.test"), 1).getFirst();
        assertThat(listed.waiting())
                .extracting(QueueControl.Waiting::recipient)
                .containsExactly("y@two.test");
        assertThat(rig.queue.count(QueueFilter.of("domain", "two.test"))).isEqualTo(2);
    }

    @Test
    void aFilterThatCannotBeSaysWhy() {
        assertThatThrownBy(() -> new QueueFilter(Map.of("older", "long")))
                .hasMessage("older: 'long' is no length of time; write 90s, 10m, 3h, 2d");
        assertThatThrownBy(() -> new QueueFilter(Map.of("reason", "(")))
                .hasMessageStartingWith("reason: '(' is no regular expression");
        assertThatThrownBy(() -> new QueueFilter(Map.of("state", "lost")))
                .hasMessageStartingWith("state: 'lost' is none; there are active, held");
        assertThatThrownBy(() -> new QueueFilter(Map.of("colour", "red")))
                .hasMessage("there is no filter 'colour'");
        assertThatThrownBy(() -> new QueueFilter(Map.of("larger", "much")))
                .hasMessageStartingWith("larger: 'much' is no size");
    }

    @Test
    void bounceEndsTheRecipientsThatAreMeantAndTellsTheSender() throws Exception {
        QueueId id = deferred("ann@a.test", "x@one.test", "y@two.test");

        QueueOrder.Result result =
                order(new QueueAction.Bounce(), List.of(), Map.of("domain", "one.test"), false);

        assertThat(result.messages()).isEqualTo(1);
        assertThat(result.recipients()).isEqualTo(1);
        await().until(() -> rig.spool.states(id).getFirst() instanceof Failed);
        assertThat(rig.spool.states(id).getLast()).isInstanceOf(Waiting.class);
        assertThat(rig.spool.bounces()).hasSize(1);
        assertThat(new String(rig.spool.bounces().getFirst().message()))
                .contains("returned by the postmaster: test");
        assertThat(rig.events(MailEvent.Operated.class))
                .extracting(MailEvent.Operated::action, MailEvent.Operated::who)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("bounce", "root"));
    }

    @Test
    void bounceOfTheNullSenderTellsNobody() throws Exception {
        QueueId id = deferred("", "x@one.test");

        order(new QueueAction.Bounce(), List.of(id), Map.of(), false);

        rig.awaitState(id, Failed.class);
        assertThat(rig.spool.bounces()).isEmpty();
    }

    @Test
    void removeDropsAndTellsNobody() throws Exception {
        QueueId id = deferred("ann@a.test", "x@one.test");

        QueueOrder.Result result =
                order(
                        new QueueAction.Remove(),
                        List.of(id, new QueueId("NOBODY")),
                        Map.of(),
                        false);

        rig.awaitState(id, Discarded.class);
        assertThat(result.unknown()).containsExactly(new QueueId("NOBODY"));
        assertThat(rig.spool.bounces()).isEmpty();
        assertThat(rig.events(MailEvent.Discarded.class)).hasSize(1);
        await().until(() -> rig.queue.status().messages() == 0);
    }

    @Test
    void dryRunTouchesNothing() throws Exception {
        QueueId id = deferred("ann@a.test", "x@one.test", "y@two.test");

        for (QueueAction action :
                List.of(
                        new QueueAction.Hold(),
                        new QueueAction.Bounce(),
                        new QueueAction.Remove(),
                        new QueueAction.Retry(),
                        new QueueAction.Reroute("", List.of()))) {
            QueueOrder.Result result = order(action, List.of(), Map.of(), true);
            assertThat(result.first()).as(action.word()).containsExactly(id);
            assertThat(result.recipients()).isEqualTo(2);
        }
        assertThat(rig.spool.states(id)).allMatch(Waiting.class::isInstance);
        assertThat(rig.events(MailEvent.Operated.class)).isEmpty();
        assertThat(rig.queue.status().held()).isZero();
    }

    @Test
    void holdKeepsBackUntilReleased() throws Exception {
        QueueId id = deferred("ann@a.test", "x@one.test");
        int attempts = rig.carrier.attempts.size();

        order(new QueueAction.Hold(), List.of(id), Map.of(), false);
        await().until(() -> rig.queue.status().held() == 1);
        rig.advance(Duration.ofHours(1));
        assertThat(rig.waiting(id).state()).isEqualTo("held");
        assertThat(rig.queue.list(List.of(id)).getFirst().hold()).isEqualTo("held by root: test");
        assertThat(rig.carrier.attempts).hasSize(attempts);
        rig.carrier.answering(Carrier.DELIVERED);
        order(new QueueAction.Release(), List.of(), Map.of("state", "held"), false);

        rig.awaitState(id, Delivered.class);
    }

    @Test
    void rerouteGoesWhereItIsSent() throws Exception {
        QueueId id = deferred("ann@a.test", "x@one.test");
        rig.carrier.answering(Carrier.DELIVERED);

        order(
                new QueueAction.Reroute("smtp", List.of(new NextHop("relay.test", 2525, 0))),
                List.of(id),
                Map.of(),
                false);

        rig.awaitState(id, Delivered.class);
        assertThat(rig.carrier.attempts.getLast().hops())
                .extracting(NextHop::host)
                .containsExactly("relay.test");
    }

    @Test
    void suspendedDomainWaitsWhileOthersGoAndGoesOnAfterwards() throws Exception {
        rig.carrier.answering(Carrier.DELIVERED);
        rig.queue.suspend(suspension(Kind.DOMAIN, "one.test", Duration.ofHours(1)));
        QueueId id = rig.spool.accept("ann@a.test", "x@one.test", "y@two.test");

        await().until(() -> rig.spool.states(id).getLast() instanceof Delivered);
        assertThat(rig.spool.states(id).getFirst()).isInstanceOf(Waiting.class);
        assertThat(rig.waiting(id).state()).isEqualTo("suspended");
        assertThat(ids(Map.of("state", "suspended"))).containsExactly(id);
        rig.advance(Duration.ofMinutes(61));

        rig.awaitState(id, Delivered.class);
        assertThat(rig.queue.suspensions()).isEmpty();
    }

    @Test
    void explanationNamesWhatOperatorsHaveSuspendedAndWhy() throws Exception {
        rig.carrier.answering(Carrier.DELIVERED);
        rig.queue.suspend(
                new Suspension(
                        Kind.SITE,
                        "mx.one.test",
                        rig.clock.instant(),
                        Instant.MAX,
                        "ann",
                        "moving"));
        rig.queue.suspend(suspension(Kind.DOMAIN, "two.test", Duration.ofHours(1)));
        QueueId id = rig.spool.accept("ann@a.test", "x@one.test");
        await().until(() -> rig.waiting(id).state().equals("suspended"));

        SiteReport report = rig.queue.explainSite("one.test").getFirst();

        assertThat(report.suspended()).isEqualTo(1);
        assertThat(report.limit()).isEqualTo("site mx.one.test suspended by ann: moving");
        assertThat(report.suspensions())
                .extracting(Suspension::name)
                .containsExactly("mx.one.test");
        rig.queue.lift(Kind.SITE, "mx.one.test", "ann");
        rig.awaitState(id, Delivered.class);
        assertThat(rig.queue.explainSite("one.test"))
                .allSatisfy(site -> assertThat(site.suspended()).isZero());
    }

    @Test
    void suspensionOfSenderAndSiteLastsOverARestartAndCanBeLifted() throws Exception {
        rig.queue.suspend(suspension(Kind.SENDER, "@a.test", Duration.ofDays(30)));
        rig.queue.suspend(suspension(Kind.SITE, "mx.two.test", Duration.ofDays(30)));
        rig.close();
        rig.carrier.answering(Carrier.DELIVERED);
        rig.start();
        QueueId bySender = rig.spool.accept("ann@a.test", "x@one.test");
        QueueId bySite = rig.spool.accept("bob@b.test", "x@two.test");
        QueueId free = rig.spool.accept("bob@b.test", "x@one.test");

        rig.awaitState(free, Delivered.class);
        await().until(() -> rig.waiting(bySender).state().equals("suspended"));
        await().until(() -> rig.waiting(bySite).state().equals("suspended"));
        assertThat(rig.queue.suspensions()).hasSize(2);
        assertThat(rig.queue.lift(Kind.SENDER, "@nobody.test", "root")).isFalse();
        assertThat(rig.queue.lift(Kind.SENDER, "@a.test", "root")).isTrue();
        rig.awaitState(bySender, Delivered.class);
        assertThat(rig.spool.state(bySite)).isInstanceOf(Waiting.class);
        assertThat(order(new QueueAction.Remove(), List.of(bySite), Map.of(), false).messages())
                .isEqualTo(1);
        rig.awaitState(bySite, Discarded.class);
    }

    @Test
    void suspendedMailGetsOldAndEnds() throws Exception {
        rig.carrier.answering(Carrier.DELIVERED);
        rig.queue.suspend(
                new Suspension(
                        Kind.DOMAIN, "one.test", rig.clock.instant(), Instant.MAX, "root", ""));
        QueueId id = rig.spool.accept("ann@a.test", "x@one.test");
        await().until(() -> rig.waiting(id).state().equals("suspended"));
        rig.advance(Duration.ofDays(5).plusMinutes(2));

        rig.awaitState(id, Failed.class);
    }

    @Test
    void summaryCountsByDomainSiteAndAge() throws Exception {
        deferred("ann@a.test", "x@one.test", "y@one.test");
        rig.advance(Duration.ofMinutes(2));
        deferred("ann@a.test", "x@two.test");
        rig.clock.advance(Duration.ofMinutes(2));

        assertThat(rig.queue.summary(false, 10))
                .extracting(QueueSummary::name, QueueSummary::recipients)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("one.test", 2L),
                        org.assertj.core.groups.Tuple.tuple("two.test", 1L));
        assertThat(rig.queue.summary(false, 1)).hasSize(1);
        rig.clock.advance(Duration.ofMinutes(2));
        assertThat(rig.queue.summary(false, 1).getFirst().byAge())
                .containsExactly(0L, 2L, 0L, 0L, 0L, 0L, 0L, 0L);
    }

    @Test
    void manyMessagesAreFoundInSteps() throws Exception {
        rig.queue.pause();
        for (int i = 0; i < 2300; i++) {
            rig.spool.accept("ann@a.test", "x@d" + i % 10 + ".test");
        }
        await().until(() -> rig.queue.status().messages() == 2300);

        assertThat(rig.queue.count(QueueFilter.of("domain", "d3.test"))).isEqualTo(230);
        assertThat(rig.queue.list(QueueFilter.of("domain", "d3.test"), 7)).hasSize(7);
        assertThat(
                        order(
                                        new QueueAction.Remove(),
                                        List.of(),
                                        Map.of("domain", "d3.test"),
                                        false)
                                .messages())
                .isEqualTo(230);
        await().until(() -> rig.queue.status().messages() == 2070);
    }

    private QueueId deferred(String sender, String... recipients) {
        QueueId id = rig.spool.accept(sender, recipients);
        await().until(() -> rig.spool.states(id).stream().allMatch(QueueOperationsTest::wasPutOff));
        rig.idle();
        return id;
    }

    private static boolean wasPutOff(RecipientState state) {
        return state instanceof Waiting waiting && waiting.attempts() > 0;
    }

    private Suspension suspension(Kind kind, String name, Duration length) {
        Instant now = rig.clock.instant();
        return new Suspension(kind, name, now, now.plus(length), "root", "test");
    }

    private QueueOrder.Result order(
            QueueAction action, List<QueueId> ids, Map<String, String> filter, boolean dryRun)
            throws Exception {
        return rig.queue.carryOut(
                new QueueOrder(action, ids, new QueueFilter(filter), "root", "test", dryRun));
    }

    private List<QueueId> ids(Map<String, String> filter) throws Exception {
        return rig.queue.list(new QueueFilter(filter), 100).stream()
                .map(QueuedMessage::id)
                .toList();
    }
}
