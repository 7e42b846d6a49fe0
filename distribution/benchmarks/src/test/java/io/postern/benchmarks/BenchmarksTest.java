// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import java.util.Collection;

/** Keeps them running; what they measure here is worth nothing. */
@Timeout(120)
class BenchmarksTest {
    @Test
    void eachBenchmarkRunsAndIsCounted() throws RunnerException {
        Options options =
                new OptionsBuilder()
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(20))
                        .param("messages", "1000")
                        .addProfiler(CpuProfiler.class)
                        .shouldFailOnError(true)
                        .output("target/benchmarks.log")
                        .build();
        Collection<RunResult> results = new Runner(options).run();
        assertThat(results)
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        result -> {
                            assertThat(result.getPrimaryResult().getScore()).isPositive();
                            assertThat(result.getSecondaryResults()).containsKey("cpu");
                        });
    }
}
