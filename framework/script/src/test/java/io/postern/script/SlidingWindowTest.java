// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

class SlidingWindowTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long MINUTE = 60_000;

    @Test
    void countsWhatIsInTheWindow() {
        SlidingWindow window = new SlidingWindow(HOUR, 0);
        assertThat(window.add(1, 0)).isEqualTo(1);
        assertThat(window.add(2, 30 * MINUTE)).isEqualTo(3);
        assertThat(window.count(60 * MINUTE)).isEqualTo(3);
        assertThat(window.count(65 * MINUTE)).isEqualTo(2);
        assertThat(window.count(95 * MINUTE)).isZero();
        assertThat(window.count(1000 * MINUTE)).isZero();
    }

    @Test
    void saysWhenThereIsRoom() {
        SlidingWindow window = new SlidingWindow(HOUR, 0);
        window.add(5, 2 * MINUTE);
        window.add(5, 31 * MINUTE);
        assertThat(window.untilRoom(1, 11, 40 * MINUTE)).isZero();
        assertThat(window.untilRoom(1, 10, 40 * MINUTE)).isEqualTo(25 * MINUTE);
        assertThat(window.untilRoom(6, 10, 40 * MINUTE)).isEqualTo(55 * MINUTE);
    }

    @Test
    void clockThatGoesBackLosesNothing() {
        SlidingWindow window = new SlidingWindow(HOUR, 100 * MINUTE);
        window.add(1, 100 * MINUTE);
        assertThat(window.add(1, 10 * MINUTE)).isEqualTo(2);
        assertThat(window.count(100 * MINUTE)).isEqualTo(2);
    }

    /** Against a list of all times: never too low, and too high by one part of twelve at most. */
    @Test
    void agreesWithAListOfTimes() {
        Random random = new Random(7);
        SlidingWindow window = new SlidingWindow(HOUR, 0);
        Deque<Long> times = new ArrayDeque<>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextLong(random.nextInt(100) == 0 ? 90 * MINUTE : MINUTE);
            window.add(1, now);
            times.add(now);
            long begin = now - HOUR.toMillis();
            long withPart = begin - HOUR.toMillis() / 12;
            times.removeIf(time -> time <= withPart);
            long exact = times.stream().filter(time -> time > begin).count();
            assertThat(window.count(now)).isBetween(exact, (long) times.size());
        }
    }

    /** As long as it says is long enough, and a millisecond less isn't. */
    @Test
    void roomIsThereWhenItSays() {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            SlidingWindow window = new SlidingWindow(HOUR, 0);
            long now = 0;
            for (int i = 0; i < 10; i++) {
                now += random.nextLong(10 * MINUTE);
                window.add(1, now);
            }
            long wait = window.untilRoom(1, 5, now);
            if (wait > 0) {
                assertThat(window.count(now + wait - 1)).isGreaterThan(4);
                assertThat(window.count(now + wait)).isLessThanOrEqualTo(4);
            }
        }
    }
}
