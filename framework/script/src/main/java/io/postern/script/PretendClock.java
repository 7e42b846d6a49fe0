// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still unless a test moves it. Safe for many threads. */
final class PretendClock implements InstantSource {
    private volatile Instant now = InstantSource.system().instant();

    @Override
    public Instant instant() {
        return now;
    }

    /** Shows the right time, and stands still then. */
    void reset() {
        now = InstantSource.system().instant();
    }

    void set(Instant time) {
        now = time;
    }

    synchronized void pass(Duration time) {
        now = now.plus(time);
    }
}
