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
import io.postern.api.mail.Status;
import io.postern.api.routing.RoutingDecision;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.Peer;
import io.postern.spool.Bounce;
import io.postern.testkit.Addresses;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What NOTIFY asks for, and what becomes of it (RFC 3461 sections 4.1 and 5.2). */
@Timeout(60)
class QueueDsnTest {
    @TempDir Path folder;
    private QueueRig rig;

    @BeforeEach
    void open() {
        rig = new QueueRig(folder);
        rig.warnAfter = Duration.ofHours(4);
        rig.routing((recipient, _) -> route(recipient.mailbox().localPart()));
        rig.carrier.answering(recipient -> outcome(recipient.mailbox().localPart()));
    }

    /** The name of a recipient says what happens to it. */
    private static RoutingDecision route(String name) {
        return switch (name) {
            case "team" -> redirect("relayed@example.org", "mailbox@example.org");
            case "renamed" -> redirect("relayed@example.org");
            case "unknown" ->
                    new RoutingDecision.Unroutable(new Status.Permanent(1, 1, "no such user"));
            default -> via("smtp", "mx.example.org");
        };
    }

    private static DeliveryOutcome outcome(String name) {
        return switch (name) {
            case "bad" -> Carrier.FAILED;
            case "later" -> Carrier.deferred(Blame.RECIPIENT);
            case "mailbox" -> delivered(Reach.MAILBOX);
            case "passed" -> delivered(Reach.PASSED_ON);
            default -> Carrier.DELIVERED;
        };
    }

    private static DeliveryOutcome delivered(Reach reach) {
        return new DeliveryOutcome.Delivered(new Status.Success(0, 0, "ok"), Peer.NONE, reach);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "bad, '', failed",
                "bad, NEVER, none",
                "bad, SUCCESS, none",
                "bad, DELAY, none",
                "bad, FAILURE, failed",
                "bad, 'SUCCESS FAILURE DELAY', failed",
                "unknown, '', failed",
                "unknown, NEVER, none",
                "later, '', delayed",
                "later, NEVER, none",
                "later, 'SUCCESS FAILURE', none",
                "later, DELAY, delayed",
                "mailbox, '', none",
                "mailbox, NEVER, none",
                "mailbox, 'FAILURE DELAY', none",
                "mailbox, SUCCESS, delivered",
                "relayed, SUCCESS, relayed",
                "passed, SUCCESS, none",
                "renamed, SUCCESS, relayed",
                "team, SUCCESS, expanded",
                "team, 'SUCCESS FAILURE', expanded",
                "team, FAILURE, none",
                "team, NEVER, none"
            })
    void senderHearsWhatItAskedFor(String name, String notify, String action) {
        rig.start();
        accept("sender@example.net", recipient(name, notify));
        settle();

        assertThat(actions()).isEqualTo(action == null ? List.of() : List.of(action));
    }

    @Test
    void nobodyHearsOfABounceWhateverWasAsked() {
        rig.start();
        accept(
                "",
                recipient("bad", "FAILURE"),
                recipient("later", "DELAY"),
                recipient("mailbox", "SUCCESS"),
                recipient("team", "SUCCESS"));
        settle();

        assertThat(actions()).isEmpty();
    }

    @Test
    void eachWhoAskedIsInOneReportForEachThingThatHappened() {
        rig.start();
        accept(
                "sender@example.net",
                recipient("bad", "NEVER"),
                recipient("mailbox", "SUCCESS"),
                recipient("relayed", "SUCCESS"),
                recipient("r2", "SUCCESS FAILURE"),
                recipient("r3", "FAILURE"));
        settle();

        assertThat(actions()).containsExactly("delivered", "relayed");
        assertThat(text(1))
                .contains("Final-Recipient: rfc822; relayed@example.org\r\n")
                .contains("Final-Recipient: rfc822; r2@example.org\r\n")
                .doesNotContain("r3@")
                .doesNotContain("bad@");
        assertThat(rig.events(MailEvent.Bounced.class)).hasSize(2);
    }

    @Test
    void successAndItsReportAreOneRecord() {
        rig.start();
        QueueId id = accept("sender@example.net", recipient("mailbox", "SUCCESS"));
        settle();

        assertThat(rig.spool.records.getFirst().id()).isEqualTo(id);
        assertThat(rig.spool.records.getFirst().changes()).hasSize(1);
        assertThat(rig.spool.records.getFirst().bounces()).hasSize(1);
        assertThat(text(0))
                .contains("Action: delivered\r\nStatus: 2.0.0\r\n")
                .doesNotContain("Remote-MTA");
    }

    @Test
    void redirectKeepsTheRequestAndTheReportNamesWhoWasNamed() {
        rig.start();
        accept("sender@example.net", recipient("renamed", "SUCCESS FAILURE"));
        settle();

        Recipient carried = rig.carrier.attempts.getFirst().recipients().getFirst();
        assertThat(carried.dsn())
                .isEqualTo(
                        new DsnRequest(
                                Set.of(Notify.SUCCESS, Notify.FAILURE), "rfc822;renamed@orcpt"));
        assertThat(text(0))
                .contains("Original-Recipient: rfc822;renamed@orcpt\r\n")
                .contains("Final-Recipient: rfc822; relayed@example.org\r\n");
    }

    @ParameterizedTest
    @CsvSource({"SUCCESS, NEVER", "SUCCESS FAILURE, FAILURE", "FAILURE DELAY, FAILURE DELAY"})
    void successEndsWhereSeveralGetIt(String asked, String left) {
        rig.start();
        accept("sender@example.net", recipient("team", asked));
        settle();

        assertThat(rig.carrier.attempts.stream().flatMap(a -> a.recipients().stream()))
                .filteredOn(r -> r.original().localPart().equals("team"))
                .hasSize(2)
                .allMatch(r -> r.dsn().equals(new DsnRequest(events(left), "rfc822;team@orcpt")));
    }

    @Test
    void expansionAndItsReportAreOneRecord() {
        rig.start();
        accept("sender@example.net", recipient("team", "SUCCESS"));
        settle();

        assertThat(rig.spool.records.getFirst().changes()).hasSize(1);
        assertThat(rig.spool.records.getFirst().bounces()).hasSize(1);
        assertThat(text(0)).contains("Final-Recipient: rfc822; team@example.org\r\n");
        assertThat(new String(rig.spool.bounces().getFirst().message()))
                .doesNotContain("mailbox@example.org");
        assertThat(rig.events(MailEvent.Bounced.class)).hasSize(1);
    }

    @Test
    void redirectToSomebodyWhoHasItAlreadyIsReportedToo() {
        rig.start();
        accept(
                "sender@example.net",
                recipient("relayed", "NEVER"),
                recipient("renamed", "SUCCESS"));
        settle();

        assertThat(actions()).containsExactly("expanded");
    }

    @Test
    void recipientsWithDifferentRequestsStillGoTogetherWithTheOptionsOfMail() {
        MailOptions options =
                new MailOptions(
                        Envelope.BodyType.EIGHT_BIT_MIME,
                        true,
                        true,
                        MailOptions.Returned.FULL,
                        "id");
        rig.start();
        rig.spool.accept(
                TestMessage.saying("x"),
                "",
                new Envelope(
                        Addresses.reversePath("sender@example.net"),
                        List.of(recipient("a", "NEVER"), recipient("b", "SUCCESS")),
                        options));
        rig.awaitAttempts(2);

        assertThat(rig.carrier.attempts.getFirst().recipients()).hasSize(2);
        assertThat(rig.carrier.attempts.getFirst().options()).isEqualTo(options);
    }

    private QueueId accept(String sender, Recipient... recipients) {
        return rig.spool.accept(
                TestMessage.saying("x"),
                "",
                new Envelope(Addresses.reversePath(sender), List.of(recipients), MailOptions.NONE));
    }

    private static Recipient recipient(String name, String notify) {
        Mailbox mailbox = Mailbox.of(name, "example.org");
        return new Recipient(
                mailbox, mailbox, new DsnRequest(events(notify), "rfc822;" + name + "@orcpt"));
    }

    private static Set<Notify> events(String notify) {
        return Stream.of(notify.split(" "))
                .filter(word -> !word.isEmpty())
                .map(Notify::valueOf)
                .collect(Collectors.toSet());
    }

    /** Lets all happen that will, the warning too. */
    private void settle() {
        await().until(() -> !rig.spool.records.isEmpty());
        rig.idle();
        await().until(
                        () ->
                                rig.queue.list(10).stream()
                                        .allMatch(
                                                m ->
                                                        m.waiting().stream()
                                                                .allMatch(w -> w.attempts() > 0)));
        int attempts = rig.carrier.attempts.size();
        rig.advance(Duration.ofHours(4));
        if (rig.queue.status().messages() > 0) {
            await().until(() -> rig.carrier.attempts.size() > attempts);
        }
        rig.idle();
    }

    /** What the reports say, apart from those of reports. */
    private List<String> actions() {
        return rig.spool.bounces().stream()
                .map(bounce -> ReadReport.of(bounce).parts().get(1).text())
                .flatMap(text -> Arrays.stream(text.split("\r\n")))
                .filter(line -> line.startsWith("Action: "))
                .map(line -> line.substring("Action: ".length()))
                .distinct()
                .toList();
    }

    private String text(int report) {
        Bounce bounce = rig.spool.bounces().get(report);
        return ReadReport.of(bounce).parts().get(1).text();
    }
}
