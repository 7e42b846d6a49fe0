// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.transport.Rate;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class PaceTest {
    private final Pace pace = new Pace();

    @Test
    void sixtyInAMinuteAreOneEachSecondAfterATenthAtOnce() {
        assertThat(taken("60/m", 1, 1_000_000, 1_000_000)).isEqualTo(6);
        assertThat(taken("60/m", 1, 1_000_001, 1_060_000)).isEqualTo(60);
    }

    @Test
    void fewInALongTimeComeOneByOne() {
        assertThat(taken("2/h", 1, 10_000_000, 10_000_000)).isEqualTo(1);
        assertThat(pace.next(Optional.of(Rate.parse("2/h")), 1)).isEqualTo(11_800_000);
    }

    @Test
    void aShareOfARateIsSlowerByThat() {
        assertThat(taken("10/s", 0.5, 0, 9_999)).isEqualTo(50);
    }

    @Test
    void noRateIsNoLimit() {
        assertThat(pace.next(Optional.empty(), 1)).isZero();
    }

    private int taken(String text, double share, long from, long to) {
        Optional<Rate> rate = Optional.of(Rate.parse(text));
        int taken = 0;
        for (long now = from; now <= to; now++) {
            while (pace.next(rate, share) <= now) {
                pace.take(rate, share, now);
                taken++;
            }
        }
        return taken;
    }
}
