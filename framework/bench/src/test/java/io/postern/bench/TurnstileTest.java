// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

class TurnstileTest {
    private static final long START = 1_000;

    @Test
    void withoutARateMessagesGoUntilThereAreEnough() {
        Turnstile turnstile = turnstile(2, 60, 0);
        assertThat(turnstile.take(START)).isZero();
        assertThat(turnstile.take(START)).isEqualTo(1);
        assertThat(turnstile.take(START)).isEqualTo(Turnstile.OVER);
        assertThat(turnstile.isOver(START)).isTrue();
    }

    @Test
    void theTimeEndsItToo() {
        Turnstile turnstile = turnstile(2, 60, 0);
        assertThat(turnstile.take(START + seconds(60))).isEqualTo(Turnstile.OVER);
    }

    @Test
    void stopEndsIt() {
        Turnstile turnstile = turnstile(2, 60, 0);
        turnstile.stop();
        assertThat(turnstile.take(START)).isEqualTo(Turnstile.OVER);
    }

    @Test
    void atARateEachIsDueAtItsTime() {
        Turnstile turnstile = turnstile(100, 60, 10);
        assertThat(turnstile.take(START)).isZero();
        assertThat(turnstile.take(START)).isEqualTo(Turnstile.LATER);
        assertThat(turnstile.untilDue(START)).isEqualTo(100);
        assertThat(turnstile.take(START + seconds(1) / 10)).isEqualTo(1);
    }

    @Test
    void aMessageThatHadToWaitForASessionCountsFromWhenItWasDue() {
        Turnstile turnstile = turnstile(100, 60, 10);
        long late = START + seconds(2);
        assertThat(turnstile.begin(5, late, false)).isEqualTo(START + seconds(1) / 2);
        assertThat(turnstile.begin(5, late, true))
                .as("we ourselves")
                .isEqualTo(START + seconds(1) / 2);
    }

    @Test
    void aTimersCoarsenessIsNotTheServersFault() {
        Turnstile turnstile = turnstile(100, 60, 10);
        long late = START + seconds(1) / 2 + 1_000_000;
        assertThat(turnstile.begin(5, late, true)).isEqualTo(late);
    }

    @Test
    void whatWasDueAndDidNotGoIsCounted() {
        Turnstile turnstile = turnstile(100, 4, 10);
        turnstile.take(START + seconds(1));
        turnstile.take(START + seconds(1));
        assertThat(turnstile.unsent(START + seconds(1))).isEqualTo(8);
        assertThat(turnstile.unsent(START + seconds(9))).as("due by the end").isEqualTo(38);
        assertThat(turnstile(100, 4, 0).unsent(START + seconds(9))).isZero();
    }

    @Test
    void theWarmUpDoesNotCount() {
        Turnstile turnstile = new Turnstile(new Pace(1, 1, 10, Duration.ofMinutes(1), 0, 3), START);
        assertThat(turnstile.counts(2)).isFalse();
        assertThat(turnstile.counts(3)).isTrue();
    }

    private static Turnstile turnstile(long messages, long seconds, double rate) {
        return new Turnstile(new Pace(1, 1, messages, Duration.ofSeconds(seconds), rate, 0), START);
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
