// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.time.Duration;

/**
 * What a script may use up.
 *
 * @param time of one call: what it computes, without what it waits for others (DNS, HTTP) or for a
 *     processor
 * @param load time to evaluate the modules of a new sandbox
 * @param queued how long a call may wait for a free sandbox
 * @param hostTime how long a call may wait for others in all
 * @param statements of one call
 * @param running calls at once; those that wait for others aren't counted
 * @param waiting calls that wait for a free sandbox
 */
record Limits(
        Duration time,
        Duration load,
        Duration queued,
        Duration hostTime,
        long statements,
        int running,
        int waiting) {
    /** Text that one call may hand back, in characters. */
    static final int ANSWER = 64 * 1024;

    /** The longest that one call may be allowed to run. */
    static final Duration MAX_TIME = Duration.ofSeconds(2);

    Limits {
        if (time.isNegative() || time.isZero() || time.compareTo(MAX_TIME) > 0) {
            throw new IllegalArgumentException("scripts: time-limit must be more than 0, up to 2s");
        }
    }

    /** The defaults beside the time of a call. */
    static Limits of(Duration time) {
        return new Limits(
                time,
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                1_000_000,
                Runtime.getRuntime().availableProcessors(),
                1_000);
    }

    /** Threads of a script, those that wait for others included. */
    int threads() {
        return 8 * running;
    }

    /** Threads that may be lost within ten minutes before the script is switched off. */
    int losses() {
        return 2 * running;
    }
}
