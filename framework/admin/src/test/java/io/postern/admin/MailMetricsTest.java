// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.Peer;
import io.postern.testkit.SetClock;
import io.postern.testkit.TestClient;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

class MailMetricsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T05:00:00Z");
    private static final QueueId ID = new QueueId("A1");
    private static final Recipient TO = Recipient.of(Mailbox.of("b", "y.test"));

    private final MailMetrics metrics = new MailMetrics();

    @Test
    void acceptedMessagesAndTheirOctetsAreCounted() {
        Envelope envelope =
                new Envelope(
                        new ReversePath.Null(),
                        List.of(TO),
                        MailOptions.of(Envelope.BodyType.SEVEN_BIT));
        metrics.onEvent(new MailEvent.Accepted(NOW, ID, envelope, 1000, "local"));
        metrics.onEvent(new MailEvent.Accepted(NOW, ID, envelope, 500, "local"));
        assertThat(scrape())
                .contains("postern_messages_accepted_total 2.0\n")
                .contains("postern_messages_accepted_octets_total 1500.0\n");
    }

    @Test
    void refusalsAreCountedByCode() {
        metrics.onEvent(refused("550 5.7.1 no relay"));
        metrics.onEvent(refused("550-5.1.1 no such user"));
        metrics.onEvent(refused("451 4.3.0 later"));
        metrics.onEvent(refused("nonsense"));
        assertThat(scrape())
                .contains("postern_refused_total{code=\"550\"} 2.0\n")
                .contains("postern_refused_total{code=\"451\"} 1.0\n")
                .contains("postern_refused_total{code=\"other\"} 1.0\n");
    }

    @Test
    void attemptsAreCountedByOutcomeAndTransportAndDeliveriesTimed() {
        metrics.onEvent(
                attempted(
                        "smtp",
                        new DeliveryOutcome.Delivered(
                                new Status.Success(0, 0, "ok"),
                                Peer.NONE,
                                DeliveryOutcome.Reach.RELAYED)));
        metrics.onEvent(
                attempted(
                        "",
                        new DeliveryOutcome.Failed(
                                new Status.Permanent(1, 2, "no way"), Peer.NONE)));
        assertThat(scrape())
                .contains("postern_attempts_total{outcome=\"delivered\",transport=\"smtp\"} 1.0\n")
                .contains("postern_attempts_total{outcome=\"failed\",transport=\"none\"} 1.0\n")
                .contains("postern_delivery_delay_seconds_bucket{le=\"1.0\"} 0\n")
                .contains("postern_delivery_delay_seconds_bucket{le=\"10.0\"} 1\n");
    }

    @Test
    void deferralsThatMayHaveArrivedAreCounted() {
        Status.Transient lost = new Status.Transient(4, 2, "lost");
        for (boolean doubtful : new boolean[] {true, false, false}) {
            metrics.onEvent(
                    attempted(
                            "smtp",
                            new DeliveryOutcome.Deferred(
                                    lost, DeliveryOutcome.Blame.MESSAGE, Peer.NONE, doubtful)));
        }
        assertThat(scrape())
                .contains("postern_attempts_total{outcome=\"deferred\",transport=\"smtp\"} 3.0\n")
                .contains("postern_deliveries_doubtful_total 1.0\n");
    }

    @Test
    void namesFromOutsideCannotMakeSeriesWithoutEnd() {
        for (int i = 0; i < 1000; i++) {
            metrics.onEvent(
                    new MailEvent.HookFailed(
                            NOW, "hook" + i, "p/1", new Status.Transient(3, 0, "x"), "threw"));
        }
        assertThat(scrape().lines().filter(line -> line.startsWith("postern_hook_failures_total")))
                .hasSize(51)
                .anyMatch(line -> line.contains("{hook=\"other\"} 950.0"));
    }

    @Test
    void gaugesFollowQueueAndSpoolAndGoWithTheirOwner() {
        FakeServices services = new FakeServices();
        StateGauges gauges =
                new StateGauges(
                        services,
                        metrics.registry(),
                        SetClock.at(FakeQueue.RECEIVED.plusSeconds(90)));
        assertThat(scrape())
                .contains("postern_queue_messages 2.0\n", "postern_queue_held 1.0\n")
                .contains("postern_queue_oldest_seconds 90.0\n", "postern_queue_paused 0.0\n")
                .contains("postern_spool_journal_octets 4096.0\n", "postern_spool_trouble 0.0\n")
                .contains("postern_listeners 1.0\n", "jvm_memory_used_bytes{");
        services.spool.failFor("disk full");
        services.queue.pause();
        assertThat(scrape()).contains("postern_spool_trouble 1.0\n", "postern_queue_paused 1.0\n");
        gauges.close();
        assertThat(scrape()).doesNotContain("postern_queue_messages");
    }

    @Test
    void loginsAreCountedByTheirReply() {
        metrics.onEvent(login("235 2.7.0 Welcome"));
        metrics.onEvent(login("535 5.7.8 No"));
        metrics.onEvent(login("535 5.7.8 No"));
        assertThat(metrics.registry().scrape())
                .contains("postern_logins_total{code=\"235\"} 1.0")
                .contains("postern_logins_total{code=\"535\"} 2.0");
    }

    private static MailEvent refused(String reply) {
        return new MailEvent.Refused(NOW, "s", TestClient.from("192.0.2.1"), "RCPT", reply);
    }

    private static MailEvent login(String reply) {
        return new MailEvent.LoggedIn(
                NOW, "s", TestClient.from("192.0.2.1"), "PLAIN", "ann", reply);
    }

    private static MailEvent attempted(String transport, DeliveryOutcome outcome) {
        return new MailEvent.Attempted(NOW, ID, TO, transport, Duration.ofSeconds(5), outcome);
    }

    private String scrape() {
        return metrics.registry().scrape();
    }
}
