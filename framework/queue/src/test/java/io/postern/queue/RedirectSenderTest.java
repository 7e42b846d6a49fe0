// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static io.postern.queue.QueueRig.pass;
import static io.postern.queue.QueueRig.via;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.DsnRequest.Notify;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.ReversePath;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.queue.QueueControl.RouteStep;
import io.postern.spool.Bounce;
import io.postern.spool.RecipientState;
import io.postern.testkit.Addresses;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Redirects whose copies have a sender of their own, as those of a list. */
@Timeout(60)
class RedirectSenderTest {
    private static final MailOptions ASKED =
            new MailOptions(BodyType.SEVEN_BIT, false, false, Returned.FULL, "envid");

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

    private static RoutingDecision from(String sender, String... mailboxes) {
        return new RoutingDecision.Redirect(
                Arrays.stream(mailboxes).map(Addresses::mailbox).toList(),
                new ReturnPath.Own(Addresses.reversePath(sender)));
    }

    /** A list that sends its members' copies in its own name. */
    private static Router list(String... members) {
        return (recipient, _) ->
                recipient.mailbox().localPart().equals("list")
                        ? from("list-bounces@local.test", members)
                        : pass();
    }

    private List<String> senders() {
        return rig.carrier.attempts.stream()
                .map(attempt -> attempt.reversePath() + " " + attempt.recipients())
                .sorted()
                .toList();
    }

    private static String text(Bounce bounce) {
        return new String(bounce.message(), StandardCharsets.UTF_8);
    }

    @Test
    void copiesOfDifferentSendersGoInDifferentTransactions() {
        rig.routing(list("b@one.test", "c@one.test"), (_, _) -> via("smtp", "mx.one.test"));
        rig.start();
        QueueId id = rig.spool.accept("ann@a.test", "list@local.test", "d@one.test", "b@one.test");

        await().until(() -> rig.spool.find(id).isEmpty());

        assertThat(senders())
                .containsExactly(
                        "ann@a.test [d@one.test, b@one.test]",
                        "list-bounces@local.test [c@one.test]");
        assertThat(rig.events(MailEvent.Redirected.class))
                .singleElement()
                .satisfies(
                        event ->
                                assertThat(event.to().returnPath())
                                        .isInstanceOf(ReturnPath.Own.class));
    }

    @Test
    void eachSenderHearsOfItsOwnCopiesOnly() {
        rig.routing(list("b@one.test"), (_, _) -> via("smtp", "mx.one.test"));
        rig.carrier.answering(Carrier.FAILED);
        rig.start();
        QueueId id = rig.spool.accept("ann@a.test", "list@local.test", "d@one.test");

        await().until(() -> rig.spool.find(id).isEmpty() && rig.spool.bounces().size() == 2);

        assertThat(rig.spool.bounces())
                .allSatisfy(
                        bounce -> {
                            boolean listed = BounceWriter.to(bounce).toString().startsWith("list-");
                            assertThat(text(bounce))
                                    .contains("rfc822; " + (listed ? "b@one" : "d@one"))
                                    .doesNotContain("rfc822; " + (listed ? "d@one" : "b@one"));
                        })
                .extracting(bounce -> BounceWriter.to(bounce).toString())
                .containsExactlyInAnyOrder("ann@a.test", "list-bounces@local.test");
        assertThat(rig.events(MailEvent.Bounced.class))
                .extracting(event -> event.to().toString())
                .contains("ann@a.test", "list-bounces@local.test");
    }

    @Test
    void senderStaysAtARetryAndAtLaterRedirects() {
        rig.routing(
                list("b@one.test"),
                (recipient, context) ->
                        recipient.mailbox().localPart().equals("b")
                                ? QueueRig.redirect(
                                        context.reversePath().toString().split("@")[0] + "@x.test")
                                : pass(),
                (_, _) -> via("smtp", "mx.one.test"));
        rig.carrier.answering(Carrier.deferred(Blame.RECIPIENT));
        rig.start();
        QueueId id = rig.spool.accept("ann@a.test", "list@local.test");
        rig.awaitAttempts(1);
        rig.carrier.answering(Carrier.DELIVERED);

        rig.advance(Duration.ofMinutes(5));

        await().until(() -> rig.spool.find(id).isEmpty());
        assertThat(senders())
                .containsOnly("list-bounces@local.test [list-bounces@x.test]")
                .hasSize(2);
    }

    @Test
    void whatTheFirstSenderAskedEndsWithAReportOfTheExpansion() {
        rig.routing(list("b@one.test"), (_, _) -> via("smtp", "mx.one.test"));
        rig.start();
        DsnRequest dsn = new DsnRequest(Set.of(Notify.SUCCESS, Notify.FAILURE), "");
        Recipient named =
                new Recipient(
                        Addresses.mailbox("list@local.test"),
                        Addresses.mailbox("list@local.test"),
                        dsn);
        QueueId id =
                rig.spool.accept(
                        TestMessage.saying("hello"),
                        "",
                        new Envelope(Addresses.reversePath("ann@a.test"), List.of(named), ASKED));

        await().until(() -> rig.spool.find(id).isEmpty());

        assertThat(rig.spool.bounces())
                .singleElement()
                .satisfies(
                        bounce ->
                                assertThat(text(bounce))
                                        .contains("Action: expanded")
                                        .contains("list@local.test"));
        // The other is that of the report, which may come first.
        DeliveryAttempt attempt =
                rig.carrier.attempts.stream()
                        .filter(one -> one.reversePath() instanceof ReversePath.Of)
                        .findFirst()
                        .orElseThrow();
        assertThat(attempt.options().envelopeId()).isEmpty();
        assertThat(attempt.options().returned()).isEqualTo(Returned.UNSAID);
        assertThat(attempt.recipients().getFirst().dsn()).isEqualTo(DsnRequest.NONE);
        assertThat(attempt.recipients().getFirst().original()).hasToString("b@one.test");
    }

    @Test
    void mailboxMayBeRedirectedToItselfInAnotherName() {
        Router verp =
                (recipient, _) ->
                        from(
                                "list+" + recipient.mailbox().localPart() + "@local.test",
                                recipient.toString());
        rig.routing(list("b@one.test", "c@one.test"), verp, (_, _) -> via("smtp", "mx.one.test"));
        rig.start();
        QueueId id = rig.spool.accept("ann@a.test", "list@local.test");

        await().until(() -> rig.spool.find(id).isEmpty());

        assertThat(senders())
                .containsExactly(
                        "list+b@local.test [b@one.test]", "list+c@local.test [c@one.test]");
    }

    @Test
    void copiesWithoutASenderAreTheirPostmasters() {
        rig.routing(
                (recipient, _) ->
                        recipient.mailbox().localPart().equals("list")
                                ? from("", "b@one.test")
                                : pass(),
                (_, _) -> via("smtp", "mx.one.test"));
        rig.carrier.answering(Carrier.FAILED);
        rig.start();
        QueueId id = rig.spool.accept("ann@a.test", "list@local.test");

        await().until(() -> rig.spool.find(id).isEmpty());

        assertThat(rig.spool.bounces()).isEmpty();
        assertThat(rig.events(MailEvent.BounceDropped.class)).hasSize(1);
        assertThat(rig.carrier.attempts.getFirst().reversePath()).isEqualTo(new ReversePath.Null());
    }

    @Test
    void rerouteKeepsThemApart() throws Exception {
        rig.routing(list("b@one.test"), (_, _) -> via("smtp", "mx.one.test"));
        rig.carrier.answering(Carrier.deferred(Blame.RECIPIENT));
        rig.start();
        QueueId id = rig.spool.accept("ann@a.test", "list@local.test", "d@one.test");
        rig.awaitAttempts(2);
        rig.carrier.answering(Carrier.DELIVERED);
        rig.carrier.attempts.clear();

        rig.queue.carryOut(
                new QueueOrder(
                        new QueueAction.Reroute("smtp", List.of(new NextHop("relay.test", 25, 0))),
                        List.of(id),
                        new QueueFilter(Map.of()),
                        "root",
                        "test",
                        false));

        await().until(() -> rig.spool.find(id).isEmpty());
        assertThat(senders())
                .containsExactly("ann@a.test [d@one.test]", "list-bounces@local.test [b@one.test]");
        assertThat(rig.spool.states(id).getLast()).isInstanceOf(RecipientState.Delivered.class);
    }

    @Test
    void senderStandsInTheExplanation() throws Exception {
        rig.routing(list("b@one.test"), (_, _) -> via("smtp", "mx.one.test"));
        rig.start();

        List<RouteStep> steps = rig.queue.explain(Addresses.mailbox("list@local.test"));

        assertThat(steps)
                .first()
                .satisfies(
                        step ->
                                assertThat(step.detail())
                                        .isEqualTo("[b@one.test] from <list-bounces@local.test>"));
    }
}
