// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

@Timeout(20)
class CpuSamplerTest {
    private static final long LOOK = Duration.ofMillis(50).toNanos();
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final CpuSampler sampler = new CpuSampler();
    private final Tally tally = new Tally();
    private final AtomicBoolean over = new AtomicBoolean();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    CpuSamplerTest() {
        // Only the looks of the tests count.
        sampler.close();
    }

    @AfterEach
    void endCalls() throws Exception {
        over.set(true);
        release.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(sampler.look(LOOK, LOOK)).isFalse();
    }

    @Test
    void aCallThatRunsHasUsedTheTimeSinceTheLastLook() throws Exception {
        spin(tally);
        assertThat(sampler.look(LOOK, LOOK * PROCESSORS)).isTrue();
        assertThat(tally.cpu()).isEqualTo(Duration.ofNanos(LOOK));
    }

    @Test
    void aCallThatWaitsHasUsedNothing() throws Exception {
        start(tally, release::await);
        await().until(() -> threads.getFirst().getState() == Thread.State.WAITING);
        assertThat(sampler.look(LOOK, LOOK)).isTrue();
        assertThat(tally.cpu()).isZero();
    }

    @Test
    void theyHaveUsedNoMoreThanTheProcessHas() throws Exception {
        Tally other = new Tally();
        spin(tally);
        spin(other);
        spin(other);
        sampler.look(LOOK, LOOK / 10);
        assertThat(tally.cpu()).isEqualTo(Duration.ofNanos(LOOK / 30));
        assertThat(other.cpu()).isEqualTo(Duration.ofNanos(LOOK / 30 * 2));
    }

    @Test
    void theyHaveUsedNoMoreThanThereAreProcessors() throws Exception {
        for (int i = 0; i < 2 * PROCESSORS; i++) {
            spin(tally);
        }
        sampler.look(LOOK, Long.MAX_VALUE / 2);
        assertThat(tally.cpu()).isEqualTo(Duration.ofNanos(LOOK * PROCESSORS));
    }

    @Test
    void itLooksByItselfWhileCallsRun() throws Exception {
        CpuSampler own = new CpuSampler();
        threads.add(
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    CpuSampler.Running running = own.begin(tally);
                                    while (!over.get()) {
                                        Thread.onSpinWait();
                                    }
                                    own.end(running);
                                }));
        await().until(() -> tally.cpu().isPositive());
        own.close();
    }

    private void spin(Tally whose) throws Exception {
        start(
                whose,
                () -> {
                    while (!over.get()) {
                        Thread.onSpinWait();
                    }
                });
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void start(Tally whose, Work work) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        threads.add(
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    CpuSampler.Running running = sampler.begin(whose);
                                    begun.countDown();
                                    try {
                                        work.run();
                                    } catch (InterruptedException stopped) {
                                        throw new IllegalStateException(stopped);
                                    } finally {
                                        sampler.end(running);
                                    }
                                }));
        begun.await();
    }
}
