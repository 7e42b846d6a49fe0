// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.routing.NextHop;

import org.junit.jupiter.api.Test;

import java.util.List;

class LaneTest {
    private static final long NOW = 1_000_000_000L;

    private final Lane lane =
            new Site(Site.Key.of("smtp", List.of(new NextHop("mx.test", 25, 0))))
                    .lane("default", Allowance.of(20));

    @Test
    void oneMessageAloneMakesItNotBusy() {
        lane.started(NOW);
        assertThat(lane.isBusy(NOW)).isFalse();
    }

    @Test
    void severalAtOnceDo() {
        lane.started(NOW);
        lane.started(NOW);
        assertThat(lane.isBusy(NOW)).isTrue();
    }

    @Test
    void tenASecondDoForAWhile() {
        for (int i = 0; i < 900; i++) {
            lane.started(NOW + i * 65L);
        }
        lane.active = 1;
        assertThat(lane.isBusy(NOW + 60_000)).isTrue();
        assertThat(lane.isBusy(NOW + 240_000)).isFalse();
    }
}
