// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.SetClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class SamplingTest {
    private final SetClock clock = SetClock.at("2026-06-01T12:00:00Z");
    private final Sampling sampling = new Sampling(2, 3, clock);

    @Test
    void soManySessionsOfASecondAreChosen() {
        assertThat(sampling.wants("a", "onConnect")).isTrue();
        assertThat(sampling.wants("b", "onConnect")).isTrue();
        assertThat(sampling.wants("c", "onConnect")).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(sampling.wants("d", "onConnect")).isTrue();
    }

    @Test
    void aSessionThatIsNotChosenAtItsBeginningStaysOut() {
        sampling.wants("a", "onConnect");
        sampling.wants("b", "onConnect");
        sampling.wants("c", "onConnect");
        clock.advance(Duration.ofSeconds(1));
        assertThat(sampling.wants("c", "onHelo")).isFalse();
        assertThat(sampling.wants("c", "onSender")).isFalse();
        assertThat(sampling.wants("c", "onDisconnect")).isFalse();
    }

    @Test
    void ofAChosenSessionTheFirstTransactionsAreTakenWholeAndItsEnd() {
        sampling.wants("a", "onConnect");
        assertThat(sampling.wants("a", "onHelo")).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(sampling.wants("a", "onSender")).isTrue();
            assertThat(sampling.wants("a", "onRecipient")).isTrue();
        }
        assertThat(sampling.wants("a", "onSender")).isFalse();
        assertThat(sampling.wants("a", "onMessage")).isFalse();
        assertThat(sampling.wants("a", "onDisconnect")).isTrue();
    }

    @Test
    void theEndForgetsTheSession() {
        sampling.wants("a", "onConnect");
        sampling.wants("a", "onDisconnect");
        assertThat(sampling.wants("a", "onSender")).isFalse();
        assertThat(sampling.open()).isZero();
    }

    @Test
    void aSessionThatIsAskedAgainAtItsBeginningStaysIn() {
        sampling.wants("a", "onConnect");
        sampling.wants("b", "onConnect");
        assertThat(sampling.wants("a", "onConnect")).isTrue();
    }

    @Test
    void routesAreTakenUpToTheirRate() {
        assertThat(sampling.wants("", "route")).isTrue();
        assertThat(sampling.wants("", "route")).isTrue();
        assertThat(sampling.wants("", "route")).isFalse();
    }
}
