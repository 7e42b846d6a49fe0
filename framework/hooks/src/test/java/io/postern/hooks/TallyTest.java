// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Peer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class TallyTest {
    private final Tally tally = new Tally();

    @Test
    void countsCallsErrorsAndKindsOfAnswers() {
        tally.answered("one", 1);
        tally.answered("two", 1);
        tally.answered(3, 1);
        tally.failed("threw", 1);
        assertThat(tally.calls()).isEqualTo(4);
        assertThat(tally.errors()).isEqualTo(1);
        assertThat(tally.answers()).containsOnly(entry("String", 2), entry("Integer", 1));
        assertThat(tally.lastTrouble()).isEqualTo("threw");
    }

    @Test
    void ofAReportTheOutcomesAreCounted() {
        List<Recipient> recipients =
                List.of(
                        Recipient.of(Mailbox.of("one", "example.org")),
                        Recipient.of(Mailbox.of("two", "example.org")));
        DeliveryOutcome taken =
                new DeliveryOutcome.Delivered(
                        new Status.Success(0, 0, "taken"), Peer.NONE, Reach.MAILBOX);
        tally.answered(DeliveryReport.of(recipients, taken), 1);
        assertThat(tally.calls()).isEqualTo(1);
        assertThat(tally.answers()).containsOnly(entry("Delivered", 2));
    }

    @Test
    void kindsOfAnswersAreBounded() {
        List<Object> many =
                List.of(
                        "",
                        1,
                        1L,
                        'c',
                        1.0,
                        1f,
                        true,
                        (byte) 1,
                        (short) 1,
                        new int[0],
                        new long[0],
                        new byte[0],
                        new char[0],
                        new short[0],
                        new float[0],
                        new double[0],
                        new boolean[0],
                        new String[0]);
        many.forEach(answer -> tally.answered(answer, 1));
        tally.answered("", 1);
        assertThat(tally.answers()).hasSize(17).contains(entry("others", 2), entry("String", 2));
    }

    @Test
    void quantilesAreUpToAQuarterTooHighAndNeverTooLow() {
        for (long nanos = 1100; nanos < Duration.ofMinutes(8).toNanos(); nanos = nanos * 11 / 10) {
            Tally one = new Tally();
            one.answered("", nanos);
            assertThat(one.quantile(0.5).toNanos()).isBetween(nanos, nanos * 5 / 4);
            assertThat(one.quantile(0.99)).isEqualTo(one.quantile(0.5));
        }
    }

    @Test
    void halfOfTheCallsAndNinetyNineOfAHundred() {
        for (int i = 1; i <= 100; i++) {
            tally.answered("", Duration.ofMillis(i).toNanos());
        }
        tally.answered("", Duration.ofSeconds(100).toNanos());
        assertThat(tally.quantile(0.5)).isBetween(Duration.ofMillis(50), Duration.ofMillis(64));
        assertThat(tally.quantile(0.99)).isBetween(Duration.ofMillis(99), Duration.ofMillis(125));
        assertThat(tally.quantile(1)).isGreaterThan(Duration.ofSeconds(99));
    }

    @Test
    void extremesHaveTheirPlace() {
        tally.answered("", 0);
        tally.answered("", -1);
        assertThat(tally.quantile(1)).isLessThan(Duration.ofNanos(1300));
        tally.answered("", Long.MAX_VALUE);
        assertThat(tally.quantile(1)).isGreaterThan(Duration.ofMinutes(8));
        assertThat(tally.calls()).isEqualTo(3);
    }

    @Test
    void nothingTakesNoTime() {
        assertThat(tally.quantile(0.99)).isEqualTo(Duration.ZERO);
    }

    private static Map.Entry<String, Long> entry(String kind, long count) {
        return Map.entry(kind, count);
    }
}
