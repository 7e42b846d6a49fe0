// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.time.Duration;

/**
 * How much is sent, and how fast.
 *
 * @param sessions at once
 * @param threads that serve them
 * @param messages after which it is enough
 * @param time after which it is enough, whichever comes first
 * @param rate messages a second, due at fixed instants whether the server keeps up or not; 0 for as
 *     fast as it answers
 * @param warmUp so many messages come first that no figure counts
 */
public record Pace(
        int sessions, int threads, long messages, Duration time, double rate, long warmUp) {
    /** Of {@link #messages}: as many as go into {@link #time}. */
    public static final long UNLIMITED = 1_000_000_000_000L - 1;

    /** Longer than anybody measures. */
    public static final Duration LONGEST = Duration.ofDays(30);

    /** Of {@link #sessions}. */
    public static final int MOST_SESSIONS = 100_000;

    public Pace {
        check(sessions >= 1 && sessions <= MOST_SESSIONS, "sessions: from 1 to " + MOST_SESSIONS);
        check(threads >= 1 && threads <= 256, "threads: from 1 to 256");
        check(messages >= 1 && messages <= UNLIMITED, "messages: from 1 to " + UNLIMITED);
        check(
                time.compareTo(Duration.ZERO) > 0 && time.compareTo(LONGEST) <= 0,
                "a time is more than nothing and at most 30 days");
        check(rate >= 0 && rate <= 1e9, "a rate is from 0 to a billion a second");
        check(warmUp >= 0 && warmUp < messages, "a warm-up is less than all messages");
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
