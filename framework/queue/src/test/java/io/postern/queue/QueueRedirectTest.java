// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static io.postern.queue.QueueRig.pass;
import static io.postern.queue.QueueRig.redirect;
import static io.postern.queue.QueueRig.via;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Status;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.queue.QueueControl.RouteStep;
import io.postern.spool.RecipientState;
import io.postern.spool.RecipientState.Redirected;
import io.postern.spool.RecipientState.Waiting;
import io.postern.testkit.Addresses;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

@Timeout(60)
class QueueRedirectTest {
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
    void redirectIsWrittenDownBeforeAnythingIsDelivered() {
        rig.routing(map(Map.of("team", "alice bob")), mailboxes("alice", "bob"));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "team@local.test");

        await().until(() -> rig.spool.find(id).isEmpty());

        assertThat(rig.spool.records.getFirst().changes())
                .singleElement()
                .satisfies(change -> assertThat(change.state()).isInstanceOf(Redirected.class));
        assertThat(rig.carrier.recipients())
                .containsExactly(List.of("alice@local.test", "bob@local.test"));
        assertThat(rig.carrier.attempts.getFirst().recipients())
                .allSatisfy(r -> assertThat(r.original()).hasToString("team@local.test"));
        assertThat(rig.events(MailEvent.Redirected.class))
                .extracting(event -> event.to().toString())
                .containsExactly("alice@local.test", "bob@local.test");
    }

    @Test
    void redirectOfBeforeARestartIsNotRepeated() {
        rig.routing(map(Map.of("team", "alice bob")), mailboxes("alice", "bob"));
        rig.carrier.answering(
                r ->
                        r.mailbox().localPart().equals("bob")
                                ? Carrier.deferred(Blame.RECIPIENT)
                                : Carrier.DELIVERED);
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "team@local.test");
        await().until(() -> rig.spool.records.size() == 2);
        rig.carrier.answering(Carrier.DELIVERED);

        rig.advance(Duration.ofMinutes(5));

        await().until(() -> rig.spool.find(id).isEmpty());
        assertThat(rig.carrier.recipients().getLast()).containsExactly("bob@local.test");
        assertThat(rig.spool.states(id)).hasSize(3);
    }

    @Test
    void aliasThatNamesItselfDeliversToItselfToo() {
        rig.routing(map(Map.of("alice", "alice bob")), mailboxes("alice", "bob"));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "alice@local.test");

        await().until(() -> rig.spool.find(id).isEmpty());

        assertThat(rig.carrier.recipients())
                .containsExactly(List.of("alice@local.test", "bob@local.test"));
    }

    @Test
    void aliasToItselfStillMeetsItsForwardingFileAlsoAtARetry() {
        rig.routing(
                map(Map.of("alice", "alice bob")),
                map(Map.of("alice", "alice carol")),
                mailboxes("alice", "bob", "carol"));
        rig.carrier.answering(Carrier.deferred(Blame.RECIPIENT));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "alice@local.test");
        await().until(() -> rig.carrier.attempts.size() == 1 && rig.spool.records.size() == 3);
        rig.carrier.answering(Carrier.DELIVERED);

        rig.advance(Duration.ofMinutes(5));

        await().until(() -> rig.spool.find(id).isEmpty());
        assertThat(rig.carrier.recipients().getLast())
                .containsExactlyInAnyOrder(
                        "alice@local.test", "bob@local.test", "carol@local.test");
        assertThat(rig.carrier.attempts).hasSize(2);
    }

    @Test
    void twoWhoForwardToEachOtherGetItOnceOfTheFirst() {
        rig.routing(map(Map.of("a", "b", "b", "a")), mailboxes("a", "b"));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@local.test");

        await().until(() -> rig.spool.find(id).isEmpty());

        assertThat(rig.carrier.recipients()).containsExactly(List.of("a@local.test"));
    }

    @Test
    void loopThatNobodyDeliversFailsOnce() {
        rig.routing(map(Map.of("a", "b", "b", "a")), mailboxes());
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "a@local.test");

        await().until(() -> rig.spool.find(id).isEmpty());

        assertThat(failure(id).code()).isEqualTo("5.4.6");
        assertThat(rig.spool.bounces()).hasSize(1);
        assertThat(rig.carrier.recipients()).doesNotContain(List.of("a@local.test"));
    }

    @Test
    void twentyRedirectsInARowAreFollowedAndNoMore() {
        rig.routing(
                (recipient, _) -> {
                    String name = recipient.mailbox().localPart();
                    int number = Integer.parseInt(name.substring(1));
                    return number == 0 ? via("smtp") : redirect("n" + (number - 1) + "@local.test");
                });
        rig.start();
        QueueId good = rig.spool.accept("", "n20@local.test");
        QueueId deep = rig.spool.accept("", "n21@local.test");

        await().until(() -> rig.spool.find(good).isEmpty() && rig.spool.find(deep).isEmpty());

        assertThat(rig.spool.states(good).getLast()).isInstanceOf(RecipientState.Delivered.class);
        assertThat(failure(deep))
                .isEqualTo(new Status.Permanent(4, 6, "redirected more than 20 times"));
    }

    @Test
    void redirectToTooManyFailsWhole() {
        String wide = String.join(" ", IntStream.range(0, 10_000).mapToObj(i -> "u" + i).toList());
        rig.routing(map(Map.of("all", wide)), (_, _) -> via("smtp"));
        rig.start();
        QueueId id = rig.spool.accept("", "all@local.test");

        await().until(() -> rig.spool.find(id).isEmpty());

        assertThat(failure(id))
                .isEqualTo(new Status.Permanent(4, 6, "redirected to more than 10000 recipients"));
        assertThat(rig.carrier.attempts).isEmpty();
    }

    @Test
    void listOfThousandsIsDelivered() {
        String wide = String.join(" ", IntStream.range(0, 9_999).mapToObj(i -> "u" + i).toList());
        rig.routing(map(Map.of("all", wide)), (_, _) -> via("smtp"));
        rig.start();
        QueueId id = rig.spool.accept("", "all@local.test");

        await().atMost(Duration.ofSeconds(30)).until(() -> rig.spool.find(id).isEmpty());

        assertThat(rig.carrier.recipients()).hasSize(10);
    }

    @Test
    void mailboxThatSeveralWaysLeadToGetsOneCopy() {
        rig.routing(
                map(Map.of("one", "alice bob", "two", "bob alice", "three", "two")),
                mailboxes("alice", "bob"));
        rig.start();
        QueueId id =
                rig.spool.accept(
                        "sender@example.net",
                        "one@local.test",
                        "two@local.test",
                        "bob@local.test",
                        "three@local.test");

        await().until(() -> rig.spool.find(id).isEmpty());

        assertThat(rig.carrier.recipients().stream().flatMap(List::stream))
                .containsExactlyInAnyOrder("alice@local.test", "bob@local.test");
        assertThat(rig.spool.bounces()).isEmpty();
    }

    @Test
    void explainTellsWhatEachRouterSaysAndHasNoEffects() throws Exception {
        rig.routing(map(Map.of("team", "alice carol", "alice", "alice")), mailboxes("alice"));
        rig.start();

        List<RouteStep> steps = rig.queue.explain(Addresses.mailbox("team@local.test"));

        assertThat(steps)
                .extracting(RouteStep::recipient, RouteStep::router, RouteStep::decision)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "team@local.test", "Router-0", "redirect"),
                        org.assertj.core.groups.Tuple.tuple(
                                "alice@local.test", "Router-0", "redirect"),
                        org.assertj.core.groups.Tuple.tuple(
                                "alice@local.test", "Router-0", "skipped"),
                        org.assertj.core.groups.Tuple.tuple("alice@local.test", "Router-1", "via"),
                        org.assertj.core.groups.Tuple.tuple("carol@local.test", "Router-0", "pass"),
                        org.assertj.core.groups.Tuple.tuple(
                                "carol@local.test", "Router-1", "unroutable"));
        assertThat(steps.getFirst().detail()).isEqualTo("[alice@local.test, carol@local.test]");
        assertThat(rig.spool.records).isEmpty();
    }

    @Test
    void childOfADirectoryThatIsDownWaitsAndTheOthersGo() {
        rig.routing(
                map(Map.of("team", "alice bob")),
                (recipient, _) ->
                        recipient.mailbox().localPart().equals("bob")
                                ? new RoutingDecision.Defer(
                                        new Status.Transient(4, 3, "directory down"))
                                : via("smtp"));
        rig.start();
        QueueId id = rig.spool.accept("sender@example.net", "team@local.test");

        await().until(() -> rig.spool.records.size() == 3);

        assertThat(rig.spool.states(id).get(1)).isInstanceOf(RecipientState.Delivered.class);
        assertThat(((Waiting) rig.spool.states(id).get(2)).last())
                .isEqualTo("4.4.3 directory down");
    }

    private Status failure(QueueId id) {
        return rig.spool.states(id).stream()
                .filter(RecipientState.Failed.class::isInstance)
                .map(state -> ((RecipientState.Failed) state).status())
                .findFirst()
                .orElseThrow();
    }

    private static Router map(Map<String, String> aliases) {
        return (recipient, _) -> {
            Mailbox mailbox = recipient.mailbox();
            String targets = aliases.get(mailbox.localPart());
            return targets == null
                    ? pass()
                    : redirect(
                            Arrays.stream(targets.split(" "))
                                    .map(name -> name + "@local.test")
                                    .toArray(String[]::new));
        };
    }

    private static Router mailboxes(String... names) {
        Set<String> known = Set.of(names);
        return (recipient, _) ->
                known.contains(recipient.mailbox().localPart())
                                || !recipient.mailbox().domain().name().equals("local.test")
                        ? via("smtp")
                        : new RoutingDecision.Unroutable(
                                new Status.Permanent(1, 1, "no such user"));
    }
}
