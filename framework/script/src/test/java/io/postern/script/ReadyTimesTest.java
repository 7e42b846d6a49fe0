// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static io.postern.script.TestMail.recipient;
import static io.postern.script.TestMail.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Domain;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.api.transport.Cause;
import io.postern.api.transport.Deferral;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.Peer;
import io.postern.api.transport.RetrySchedule;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;

/** The scripts of the folder scripts/ that look at the clock, as they are shipped. */
class ReadyTimesTest {
    private static final Path FOLDER =
            Path.of("").toAbsolutePath().resolve("../../scripts").normalize();
    private static final RoutingDecision KEPT =
            new RoutingDecision.Defer(new Status.Transient(7, 0, "kept for the day"));

    private static TestScript at(String time) {
        return TestScript.load(
                FOLDER.resolve("quiet-hours.js"),
                FOLDER.getParent(),
                TestScript.PATIENT,
                null,
                new TestClock(time));
    }

    private static RoutingDecision route(String time, String sender) throws InterruptedException {
        try (TestScript script = at(time)) {
            return script.hook(Router.class).route(recipient("a@b.example"), routing(sender));
        }
    }

    private static RetrySchedule.Next retry(String time, String text) throws InterruptedException {
        try (TestScript script = at(time)) {
            return script.hook(RetrySchedule.class)
                    .after(
                            new Deferral(
                                    new QueueId("q1"),
                                    new ReversePath.Null(),
                                    new Domain("b.example"),
                                    "",
                                    Cause.LOCAL,
                                    new Status.Transient(7, 0, text),
                                    DeliveryOutcome.Blame.RECIPIENT,
                                    Peer.NONE,
                                    1,
                                    Duration.ofSeconds(1),
                                    false));
        }
    }

    /** Berlin is an hour ahead in winter, two in summer. */
    @Test
    void newslettersAreKeptAtNightAndOnSundays() throws Exception {
        assertThat(route("2026-11-24T20:00:00Z", "newsletter@example.org")).isEqualTo(KEPT);
        assertThat(route("2026-11-24T06:59:00Z", "Newsletter@example.org")).isEqualTo(KEPT);
        assertThat(route("2026-11-29T12:00:00Z", "newsletter@example.org")).isEqualTo(KEPT);
        assertThat(route("2026-11-24T07:00:00Z", "newsletter@example.org"))
                .isEqualTo(new RoutingDecision.Pass());
        assertThat(route("2026-07-21T06:00:00Z", "newsletter@example.org"))
                .isEqualTo(new RoutingDecision.Pass());
        assertThat(route("2026-11-24T20:00:00Z", "ann@example.org"))
                .isEqualTo(new RoutingDecision.Pass());
    }

    @Test
    void keptMailIsTriedWhenTheDayBegins() throws Exception {
        assertThat(retry("2026-11-24T21:00:00Z", "kept for the day"))
                .isInstanceOfSatisfying(
                        RetrySchedule.Next.Wait.class,
                        wait ->
                                assertThat(wait.duration())
                                        .isBetween(
                                                Duration.ofHours(10),
                                                Duration.ofHours(10).plusMinutes(10)));
        assertThat(retry("2026-11-24T21:00:00Z", "slow")).isEqualTo(new RetrySchedule.Next.Pass());
    }
}
