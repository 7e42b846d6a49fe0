// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;

class WindowTest {
    private final Window window = new Window(Window.START);

    @Test
    void roundOfSuccessesAddsOne() {
        succeed(6);

        assertThat(window.size()).isEqualTo(6);
    }

    @Test
    void growsToTheLimitAndNoFurther() {
        succeed(10_000);

        assertThat(window.size()).isEqualTo(20);
    }

    @Test
    void roundOfFailuresHalvesIt() {
        succeed(10_000);
        fail(20);

        assertThat(window.size()).isEqualTo(10);
    }

    @Test
    void oneIsAlwaysLeft() {
        fail(100);

        assertThat(window.size()).isEqualTo(1);
    }

    @Test
    void oneFailureAmongManySuccessesChangesNothing() {
        succeed(10_000);
        fail(1);

        assertThat(window.size()).isEqualTo(20);
    }

    @Test
    void settlesWhereFewFail() {
        // A site that refuses what goes beyond ten at once.
        Random random = new Random(1);
        double sum = 0;
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(window.size()) >= 10) {
                window.failed();
            } else {
                window.succeeded(20);
            }
            sum += window.size();
        }

        assertThat(sum / 20_000).isBetween(9.0, 13.0);
    }

    private void succeed(int times) {
        for (int i = 0; i < times; i++) {
            window.succeeded(20);
        }
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            window.failed();
        }
    }
}
