// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.hooks.Suspension.Leave;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class SuspensionTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Suspension suspension = new Suspension(() -> now);

    @Test
    void fiveFailuresInARowSuspendForAMinute() {
        assertThat(fail(4)).isEmpty();
        assertThat(suspension.ask()).isEqualTo(Leave.CALL);
        assertThat(fail(1)).isEqualTo("for 1 min, 5 failures in a row, the last: broken");
        assertThat(suspension.ask()).isEqualTo(Leave.NONE);
        assertThat(suspension.until()).hasValue(now.plusSeconds(60));
        pass(Duration.ofSeconds(60).minusMillis(1));
        assertThat(suspension.ask()).isEqualTo(Leave.NONE);
    }

    @Test
    void aSuccessBetweenThemBeginsANewRow() {
        fail(4);
        succeed(1);
        assertThat(fail(4)).isEmpty();
        assertThat(suspension.until()).isEmpty();
    }

    @Test
    void moreThanHalfOfTwentyWithinAMinuteSuspend() {
        for (int i = 0; i < 10; i++) {
            assertThat(fail(1)).isEmpty();
            succeed(1);
        }
        assertThat(fail(1)).isEmpty();
        assertThat(fail(1))
                .isEqualTo("for 1 min, 11 of the last 20 calls failed, the last: broken");
    }

    @Test
    void halfOfThemAreNotEnough() {
        for (int i = 0; i < 50; i++) {
            assertThat(fail(1)).isEmpty();
            succeed(1);
        }
    }

    @Test
    void whatIsOlderThanAMinuteDoesNotCount() {
        for (int i = 0; i < 30; i++) {
            assertThat(fail(2)).isEmpty();
            succeed(1);
            pass(Duration.ofSeconds(12));
        }
    }

    @Test
    void oneCallTriesAndItsSuccessEndsIt() {
        fail(5);
        pass(Duration.ofMinutes(1));
        assertThat(suspension.ask()).isEqualTo(Leave.TRIAL);
        assertThat(suspension.ask()).isEqualTo(Leave.NONE);
        assertThat(suspension.succeeded(Leave.CALL)).isEmpty();
        assertThat(suspension.succeeded(Leave.TRIAL)).isNotEmpty();
        assertThat(suspension.ask()).isEqualTo(Leave.CALL);
        assertThat(suspension.until()).isEmpty();
        assertThat(fail(4)).isEmpty();
    }

    @Test
    void aTrialThatFailsDoublesItUpToAQuarterOfAnHour() {
        fail(5);
        for (int minutes : new int[] {2, 4, 8, 15, 15}) {
            now = suspension.until().orElseThrow();
            assertThat(suspension.ask()).isEqualTo(Leave.TRIAL);
            assertThat(suspension.failed(Leave.TRIAL, "still broken"))
                    .isEqualTo("for " + minutes + " min, it failed again: still broken");
            assertThat(suspension.until()).hasValue(now.plus(Duration.ofMinutes(minutes)));
            assertThat(suspension.ask()).isEqualTo(Leave.NONE);
        }
    }

    @Test
    void aTrialThatNobodyWaitedForIsMadeAgain() {
        fail(5);
        pass(Duration.ofMinutes(1));
        suspension.ask();
        suspension.abandoned(Leave.TRIAL);
        assertThat(suspension.ask()).isEqualTo(Leave.TRIAL);
    }

    @Test
    void callsThatBeganBeforeChangeNothing() {
        fail(5);
        assertThat(fail(5)).isEmpty();
        assertThat(suspension.succeeded(Leave.CALL)).isEmpty();
        assertThat(suspension.until()).hasValue(now.plusSeconds(60));
    }

    @Test
    void againWithinAQuarterOfAnHourIsForLonger() {
        fail(5);
        recover();
        pass(Duration.ofMinutes(15).minusMillis(1));
        assertThat(fail(5)).startsWith("for 2 min");
        recover();
        pass(Duration.ofMinutes(15));
        assertThat(fail(5)).startsWith("for 1 min");
    }

    @Test
    void anOperatorEndsItAndItBeginsAnew() {
        assertThat(suspension.resume()).isEmpty();
        fail(5);
        recover();
        fail(5);
        assertThat(suspension.resume()).isNotEmpty();
        assertThat(suspension.ask()).isEqualTo(Leave.CALL);
        assertThat(fail(5)).startsWith("for 1 min");
    }

    @Test
    void aTrialThatEndsAfterAnOperatorEndedItIsACallLikeOthers() {
        fail(5);
        pass(Duration.ofMinutes(1));
        suspension.ask();
        suspension.resume();
        assertThat(suspension.failed(Leave.TRIAL, "broken")).isEmpty();
        assertThat(suspension.ask()).isEqualTo(Leave.CALL);
    }

    private void recover() {
        now = suspension.until().orElseThrow();
        suspension.ask();
        suspension.succeeded(Leave.TRIAL);
    }

    /** What the last of them led to. */
    private String fail(int calls) {
        String said = "";
        for (int i = 0; i < calls; i++) {
            said = suspension.failed(Leave.CALL, "broken");
        }
        return said;
    }

    private void succeed(int calls) {
        for (int i = 0; i < calls; i++) {
            assertThat(suspension.succeeded(Leave.CALL)).isEmpty();
        }
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
