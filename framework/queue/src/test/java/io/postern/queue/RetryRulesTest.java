// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.postern.api.transport.RetrySchedule.Next;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

class RetryRulesTest {
    private static final Duration LIFETIME = Duration.ofDays(5);
    private static final RandomGenerator MIDDLE =
            new RandomGenerator() {
                @Override
                public double nextDouble() {
                    return 0.5;
                }

                @Override
                public long nextLong() {
                    return 0;
                }
            };

    @ParameterizedTest(name = "{0}: attempt {1} at {2} waits {3}")
    @CsvSource({
        "2s x 5|10s until 10m, 1, PT0S, PT2S",
        "2s x 5|10s until 10m, 5, PT8S, PT2S",
        "2s x 5|10s until 10m, 6, PT10S, PT10S",
        "2s x 5|10s until 10m, 60, PT9M59S, PT10S",
        "2s x 5|10s until 10m, 66, PT10M, PT0S",
        "5m x 3|15m until 2h|backoff 1.5 max 4h until 5d, 1, PT0S, PT5M",
        "5m x 3|15m until 2h|backoff 1.5 max 4h until 5d, 3, PT10M, PT5M",
        "5m x 3|15m until 2h|backoff 1.5 max 4h until 5d, 4, PT15M, PT15M",
        "5m x 3|15m until 2h|backoff 1.5 max 4h until 5d, 10, PT1H45M, PT15M",
        "5m x 3|15m until 2h|backoff 1.5 max 4h until 5d, 11, PT2H, PT22M30S",
        "5m x 3|15m until 2h|backoff 1.5 max 4h until 5d, 12, PT2H23M, PT33M45S",
        "5m x 3|15m until 2h|backoff 1.5 max 4h until 5d, 40, PT70H, PT4H",
        "5m x 3|15m until 2h|backoff 1.5 max 4h until 5d, 41, PT120H, PT0S",
        "5m x 3|15m until 2h|backoff 1.5 max 4h until 5d, 4, PT3H, PT22M30S",
        "5m x 2, 2, PT5M, PT5M",
        "5m x 2, 900, PT119H, PT5M",
        "5m x 2, 900, PT120H, PT0S",
        "1m until 10m|1h x 2, 11, PT10M, PT1H",
        "1h30m x 1|300ms until 2d, 2, PT2H, PT0.3S",
    })
    void waitsAsTheListSays(String list, int attempts, Duration age, Duration wait) {
        Next next = rules(list.split("\\|")).after(attempts, age);

        assertThat(next).isEqualTo(wait.isZero() ? new Next.GiveUp() : new Next.Wait(wait));
    }

    @Test
    void defaultGrowsByHalfFromFiveMinutesToFourHoursForFiveDays() {
        RetryRules rules = RetryRules.of("queue: retry", List.of(), LIFETIME, MIDDLE);

        assertThat(rules.after(1, Duration.ZERO)).isEqualTo(wait("PT5M"));
        assertThat(rules.after(2, Duration.ofMinutes(5))).isEqualTo(wait("PT7M30S"));
        assertThat(rules.after(3, Duration.ofMinutes(13))).isEqualTo(wait("PT11M15S"));
        assertThat(rules.after(50, Duration.ofDays(4))).isEqualTo(wait("PT4H"));
        assertThat(rules.after(51, Duration.ofDays(5))).isEqualTo(new Next.GiveUp());
    }

    @Test
    void waitsOfAMinuteAndMoreAreSpreadByATenth() {
        RetryRules rules =
                RetryRules.of(
                        "queue: retry",
                        List.of("100s x 1", "59s until 1h"),
                        LIFETIME,
                        new SplittableRandom(1));
        List<Duration> waits =
                java.util.stream.Stream.generate(() -> rules.after(1, Duration.ZERO))
                        .limit(200)
                        .map(next -> ((Next.Wait) next).duration())
                        .toList();

        assertThat(waits)
                .allSatisfy(
                        wait ->
                                assertThat(wait)
                                        .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(110)))
                .anySatisfy(wait -> assertThat(wait).isLessThan(Duration.ofSeconds(95)))
                .anySatisfy(wait -> assertThat(wait).isGreaterThan(Duration.ofSeconds(105)));
        assertThat(rules.after(2, Duration.ofMinutes(2))).isEqualTo(wait("PT59S"));
    }

    @Test
    void hugeNumbersDontOverflow() {
        RetryRules rules =
                rules("999999999d x 999999", "backoff 999 max 999999999d until 999999999d");

        assertThat(rules.after(Integer.MAX_VALUE, Duration.ofDays(1)))
                .isInstanceOf(Next.Wait.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5m",
                "5m x",
                "5m x 0",
                "x 5",
                "5 x 5",
                "5m  x 5",
                "5m until",
                "0s x 5",
                "5m until 0s",
                "backoff 0.5 max 4h until 5d",
                "backoff 1.5 until 5d",
                "-5m x 3",
                "5m x 3 until 4h",
                "10s y 5",
            })
    void saysWhichStepItCantRead(String step) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules("1s x 1", step))
                .withMessageContaining("queue: retry: '" + step + "'");
    }

    @Test
    void saysThatABackoffNeedsSomethingToGrowFrom() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules("backoff 1.5 max 4h until 5d"))
                .withMessageContaining("no wait before it");
    }

    @Test
    void saysThatAStepEndsTooEarly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rules("5m until 2h", "10m until 1h"))
                .withMessageContaining("'10m until 1h' ends before");
    }

    private static RetryRules rules(String... list) {
        return RetryRules.of("queue: retry", Arrays.asList(list), LIFETIME, MIDDLE);
    }

    private static Next wait(String duration) {
        return new Next.Wait(Duration.parse(duration));
    }
}
