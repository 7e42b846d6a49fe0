// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.QueueId;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.RetrySchedule;
import io.postern.hooks.HookChain;
import io.postern.queue.Outcomes.Ended;
import io.postern.spool.RecipientState;
import io.postern.spool.RecipientState.Waiting;
import io.postern.spool.SpooledMessage;
import io.postern.testkit.Addresses;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is decided where the schedules of scripts and plugins can't be asked to the end. */
class OutcomesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final SpooledMessage message =
            new FakeSpool.Spooled(
                    new QueueId("M00001"),
                    NOW,
                    new Envelope(
                            Addresses.reversePath("sender@example.net"),
                            List.of(
                                    Addresses.recipient("a@example.org"),
                                    Addresses.recipient("b@example.org")),
                            MailOptions.NONE),
                    TestMessage.saying("x"),
                    "");
    private final List<Tried> tried =
            List.of(
                    new Tried(message.recipients().get(0), Carrier.DELIVERED),
                    new Tried(message.recipients().get(1), Carrier.deferred(Blame.RECIPIENT)));

    @Test
    void anInterruptionEndsTheAskingAndOurRulesDecide() {
        Outcomes outcomes =
                outcomes(
                        _ -> {
                            throw new AssertionError("isn't asked");
                        });
        Thread.currentThread().interrupt();

        List<Ended> ended = outcomes.decide(message, "smtp", tried);

        assertThat(Thread.interrupted()).as("the stop is still known").isTrue();
        assertWaits(ended, Duration.ofSeconds(30));
    }

    @Test
    void whereTheAskingBrokeWhatIsOverIsOverAndTheRestIsTriedInAMinute() {
        List<Ended> ended =
                outcomes(_ -> new RetrySchedule.Next.GiveUp())
                        .decideUnasked(message, "smtp", tried);

        assertWaits(ended, Duration.ofMinutes(1));
    }

    private static void assertWaits(List<Ended> ended, Duration wait) {
        assertThat(ended.getFirst().state()).isInstanceOf(RecipientState.Delivered.class);
        assertThat(ended.getLast().outcome()).isInstanceOf(DeliveryOutcome.Deferred.class);
        assertThat(ended.getLast().state())
                .isInstanceOfSatisfying(
                        Waiting.class,
                        waiting -> {
                            assertThat(waiting.due()).isEqualTo(NOW.plus(wait));
                            assertThat(waiting.attempts()).isEqualTo(1);
                        });
    }

    private static Outcomes outcomes(RetrySchedule schedule) {
        RetryRules rules =
                RetryRules.of(
                        "queue: retry", List.of("30s x 5"), Duration.ofDays(5), new Random(1));
        HookChain<RetrySchedule> schedules =
                HookChain.of(
                        RetrySchedule.class,
                        Duration.ofSeconds(1),
                        List.of(schedule),
                        Map.of(Constants.SERVICE_RANKING, 2000));
        return new Outcomes(new Retries(rules, schedules), InstantSource.fixed(NOW));
    }
}
