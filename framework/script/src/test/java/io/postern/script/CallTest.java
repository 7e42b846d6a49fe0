// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How long a call may take. */
@Timeout(60)
class CallTest {
    private static final Duration LIMIT = Duration.ofMillis(50);

    private final CountDownLatch never = new CountDownLatch(1);

    @TempDir private Path home;

    private Generation generation;

    @BeforeEach
    void compile() throws InterruptedException {
        Path file = home.resolve("scripts/policy.js");
        TestScript.write(file, "export function onHelo() {}");
        Limits limits = TestScript.limits(LIMIT, 1);
        InstantSource clock = InstantSource.system();
        HostModule host =
                new HostModule(
                        new ScriptLog("policy.js", System::nanoTime),
                        HostServices.without(
                                new DnsFunctions(() -> null), new Counters(clock), clock),
                        ScriptEntry.NO_OPTIONS);
        generation =
                Generation.compile(
                        "policy.js",
                        Sandbox.newEngine(),
                        new ScriptFiles(file, home),
                        host,
                        limits,
                        new Bulkhead(limits.losses(), clock));
    }

    @AfterEach
    void close() {
        generation.close();
    }

    @Test
    void whatHasNoProcessorHasItsTimeLeft() throws InterruptedException {
        Boolean released = generation.run("starved", _ -> waits(3 * LIMIT.toMillis()));
        assertThat(released).isFalse();
    }

    @Test
    void whatComputesIsStoppedAtItsTime() {
        assertThatThrownBy(
                        () ->
                                generation.run(
                                        "computing",
                                        _ -> {
                                            while (!Thread.currentThread().isInterrupted()) {
                                                Thread.onSpinWait();
                                            }
                                            return false;
                                        }))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessage("computing: still running after 50 ms");
    }

    @Test
    void whatNeverEndsIsStoppedByTheClock() {
        assertThatThrownBy(() -> generation.run("stuck", _ -> waits(60_000)))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessage("stuck: still running after 50 ms");
    }

    private boolean waits(long millis) {
        try {
            return never.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
