// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.management.ManagementFactory;

/** Thousands of crashes. {@code -Dpostern.simulation.seeds=N} for more of them. */
@Timeout(3600)
class SimulationTest implements QuietSpool {
    private static final int SEEDS = Integer.getInteger("postern.simulation.seeds", 500);
    private static final int LIVES = 10;

    @Test
    void noCrashBreaksAPromise() {
        long begin = processorTime();
        int crashes = 0;
        int first = Integer.getInteger("postern.simulation.first", 0);
        for (int seed = first; seed < first + SEEDS; seed++) {
            crashes += run(seed);
        }
        double seconds = (processorTime() - begin) / 1e9;
        System.out.printf(
                "%d crashes, %.0f a second of processor time%n", crashes, crashes / seconds);
        assertThat(crashes).isGreaterThan(SEEDS);
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static int run(long seed) {
        Choices choices = Choices.seeded(seed);
        Simulation simulation = new Simulation(choices, Machine.Virtual.of(choices));
        assertThatCode(() -> simulation.run(LIVES)).as("seed %d", seed).doesNotThrowAnyException();
        return simulation.crashes();
    }
}
