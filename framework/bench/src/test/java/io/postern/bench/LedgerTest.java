// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

class LedgerTest {
    private final Ledger ledger = new Ledger(Bench.RUN, 1, 10, 200_000, Bench.STOPWATCH);
    private final long now = Bench.STOPWATCH.now();

    @Test
    void whatWasPromisedAndCameOnceIsExact() {
        LongStream.range(0, 100_000).forEach(i -> ledger.promised(i, 0, now));
        assertThat(ledger.open()).isEqualTo(100_000);
        LongStream.range(0, 100_000).forEach(i -> ledger.arrived(i, 0, now));
        assertThat(ledger.open()).isZero();
        Findings findings = ledger.findings();
        assertThat(findings.isExact()).isTrue();
        assertThat(findings.promised()).isEqualTo(100_000);
        assertThat(findings.arrived()).isEqualTo(100_000);
    }

    @Test
    void oneLostAndOneDoubledAreNamed() {
        for (long i = 0; i < 100; i++) {
            ledger.promised(i, 0, now);
            if (i != 17) {
                ledger.arrived(i, 0, now);
            }
        }
        ledger.arrived(23, 0, now);
        Findings findings = ledger.findings();
        assertThat(findings.missing()).isEqualTo(1);
        assertThat(findings.firstMissing()).containsExactly(17L);
        assertThat(findings.doubled()).isEqualTo(1);
        assertThat(findings.firstDoubled()).containsExactly(23L);
        assertThat(findings.gaps()).isEqualTo(1);
        assertThat(findings.isExact()).isFalse();
        assertThat(ledger.open()).isEqualTo(1);
    }

    @Test
    void whatWasRefusedMustNotCome() {
        ledger.refused(1, 0);
        assertThat(ledger.findings().isExact()).isTrue();
        ledger.arrived(1, 0, now);
        assertThat(ledger.findings().phantom()).isEqualTo(1);
        assertThat(ledger.findings().isExact()).isFalse();
    }

    @Test
    void whatNobodyAnsweredForMayCome() {
        ledger.arrived(1, 0, now);
        assertThat(ledger.findings().unsure()).isEqualTo(1);
        assertThat(ledger.findings().isExact()).isTrue();
    }

    @Test
    void whatTheSinkRefusedIsNotMissing() {
        ledger.promised(1, 0, now);
        ledger.denied(1, 0);
        ledger.denied(2, 0);
        ledger.promised(2, 0, now);
        assertThat(ledger.open()).isZero();
        assertThat(ledger.findings().denied()).isEqualTo(2);
        assertThat(ledger.findings().missing()).isZero();
    }

    @Test
    void latencyIsFromThePromiseToTheArrivalWhicheverIsTold() {
        ledger.promised(20, 0, now);
        ledger.arrived(20, 0, now + TimeUnit.MILLISECONDS.toNanos(5));
        ledger.arrived(21, 0, now);
        ledger.promised(21, 0, now + TimeUnit.MILLISECONDS.toNanos(3));
        assertThat(ledger.latency().getTotalCount()).isEqualTo(2);
        assertThat(ledger.latency().getMaxValue()).isBetween(4_990_000L, 5_010_000L);
        assertThat(ledger.latency().getMinValue()).as("came first").isZero();
        assertThat(ledger.open()).isZero();
    }

    @Test
    void theWarmUpHasNoLatency() {
        ledger.promised(9, 0, now);
        ledger.arrived(9, 0, now);
        assertThat(ledger.latency().getTotalCount()).isZero();
        assertThat(ledger.findings().arrived()).isEqualTo(1);
    }

    @Test
    void whatDoesNotFitIsCounted() {
        ledger.arrived(1_000_000, 0, now);
        ledger.arrived(Long.MAX_VALUE / 2, 0, now);
        ledger.arrived(1, 7, now);
        assertThat(ledger.findings().untold()).isEqualTo(3);
        assertThat(ledger.open()).isZero();
    }

    @Test
    void eachRecipientIsAnEntryOfItsMessage() {
        Ledger three = new Ledger(Bench.RUN, 3, 0, 1000, Bench.STOPWATCH);
        for (int i = 0; i < 3; i++) {
            three.promised(5, i, now);
        }
        three.arrived(5, 0, now);
        three.arrived(5, 2, now);
        assertThat(three.findings().missing()).isEqualTo(1);
        assertThat(three.findings().firstMissing()).containsExactly(5L);
    }
}
