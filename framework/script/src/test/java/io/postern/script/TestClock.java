// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until it is moved. Safe for many threads. */
final class TestClock implements InstantSource {
    private volatile Instant now;

    TestClock(String at) {
        this.now = Instant.parse(at);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
