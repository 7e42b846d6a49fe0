// SPDX-License-Identifier: Apache-2.0
package io.postern.api.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(30)
class WatchdogTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofHours(1);

    private final Watchdog watchdog = new Watchdog("test/watchdog");
    private final AtomicInteger bites = new AtomicInteger();

    @Test
    void aWaitThatTakesTooLongIsBitten() throws Exception {
        CountDownLatch bitten = new CountDownLatch(1);
        Watchdog.Watch watch = watchdog.watch(bitten::countDown);
        watch.start(SHORT);
        assertThat(bitten.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.hasBitten()).isTrue();
    }

    @Test
    void aWaitThatIsOverInTimeIsNot() throws Exception {
        Watchdog.Watch watch = watchdog.watch(bites::incrementAndGet);
        watch.start(LONG);
        watch.stop();
        awaitTicks();
        assertThat(watch.hasBitten()).isFalse();
        assertThat(bites).hasValue(0);
    }

    @Test
    void aWaitIsBittenOnce() throws Exception {
        watchdog.watch(bites::incrementAndGet).start(SHORT);
        awaitTicks();
        assertThat(bites).hasValue(1);
    }

    @Test
    void afterARestTheNextWaitIsWatchedToo() throws Exception {
        CountDownLatch bitten = new CountDownLatch(1);
        Watchdog.Watch watch = watchdog.watch(bitten::countDown);
        watch.start(LONG);
        watch.stop();
        awaitTicks(); // forgotten by now
        watch.start(SHORT);
        assertThat(bitten.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aLaterStartForgetsAnEarlierBite() throws Exception {
        Watchdog.Watch watch = watchdog.watch(bites::incrementAndGet);
        watch.start(SHORT);
        awaitTicks();
        watch.start(LONG);
        assertThat(watch.hasBitten()).isFalse();
    }

    /** Until the watchdog has looked at everything that was there twice. */
    private void awaitTicks() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            CountDownLatch looked = new CountDownLatch(1);
            watchdog.watch(looked::countDown).start(SHORT);
            assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
