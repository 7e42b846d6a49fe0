// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Transport;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** What every {@link Transport} must obey. Implement it in the transport's test. */
public interface TransportContract {
    /** The transport under test, ready to deliver {@link #attempt}. */
    Transport transport();

    /** An attempt that succeeds for all of its recipients, at least two. */
    TestAttempt attempt();

    /** The message reached everybody to whom it was reported as delivered. */
    void arrivedFor(Collection<Recipient> recipients);

    @Test
    default void reportsDeliveryForEveryRecipientWhoGotIt() throws InterruptedException {
        DeliveryReport report = transport().deliver(attempt());

        assertThat(attempt().recipients()).hasSizeGreaterThan(1);
        assertThat(report.outcomes())
                .containsOnlyKeys(attempt().recipients())
                .allSatisfy(
                        (_, outcome) ->
                                assertThat(outcome).isInstanceOf(DeliveryOutcome.Delivered.class));
        arrivedFor(report.outcomes().keySet());
    }

    @Test
    default void deliversFromManyThreads() throws InterruptedException {
        Transport transport = transport();

        List<DeliveryReport> reports = ManyThreads.call(20, () -> transport.deliver(attempt()));

        assertThat(reports)
                .hasSize(20)
                .allSatisfy(
                        report ->
                                assertThat(report.outcomes().values())
                                        .hasOnlyElementsOfType(DeliveryOutcome.Delivered.class));
    }

    /** Our own trouble is temporary, and blames the message, since another could be sent. */
    @Test
    default void defersAMessageThatCannotBeRead() throws InterruptedException {
        TestAttempt unreadable = attempt().message(TestMessage.unreadable());

        DeliveryReport report = transport().deliver(unreadable);

        assertDeferred(unreadable, report);
        assertThat(report.outcomes().values())
                .allSatisfy(
                        outcome ->
                                assertThat(((DeliveryOutcome.Deferred) outcome).blame())
                                        .isEqualTo(DeliveryOutcome.Blame.MESSAGE));
    }

    /** The clock that judges is the system's. */
    @Test
    default void defersWhenTheDeadlineHasPassed() throws InterruptedException {
        TestAttempt late = attempt().within(Duration.ofSeconds(-1));

        assertDeferred(late, transport().deliver(late));
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        Transport transport = transport();

        ManyThreads.callInterrupted(() -> transport.deliver(attempt()));
    }

    @Test
    default void answersForStrangeRecipients() throws InterruptedException {
        TestAttempt strange =
                attempt().to(HostileText.MAILBOXES.stream().map(Recipient::of).toList());

        DeliveryReport report = transport().deliver(strange);

        assertThat(report.outcomes()).containsOnlyKeys(strange.recipients());
    }

    private static void assertDeferred(TestAttempt attempt, DeliveryReport report) {
        assertThat(report.outcomes())
                .containsOnlyKeys(attempt.recipients())
                .allSatisfy(
                        (_, outcome) ->
                                assertThat(outcome).isInstanceOf(DeliveryOutcome.Deferred.class));
    }
}
