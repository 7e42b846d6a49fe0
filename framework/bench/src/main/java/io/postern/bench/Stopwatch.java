// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Nanoseconds since a day that all processes of a machine know, so that one can tell how old a
 * message of another is; as even as the JVM's own.
 */
public final class Stopwatch {
    /** 2026-01-01T00:00:00Z, in seconds of the epoch: nanoseconds since then have 18 digits. */
    private static final long START = 1_767_225_600L;

    private final Instant began;
    private final long offset;

    /** Asks the clock once. */
    public Stopwatch(InstantSource clock) {
        began = clock.instant();
        long since = (began.getEpochSecond() - START) * 1_000_000_000L + began.getNano();
        offset = since - System.nanoTime();
    }

    /** When the clock was asked. */
    Instant began() {
        return began;
    }

    long now() {
        return System.nanoTime() + offset;
    }
}
