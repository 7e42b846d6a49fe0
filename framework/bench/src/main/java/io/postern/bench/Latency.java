// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Nanoseconds, from a microsecond to an hour, with three digits; any thread records. */
final class Latency {
    private static final long LEAST = 1_000;
    private static final long MOST = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram histogram = new ConcurrentHistogram(LEAST, MOST, DIGITS);

    /** Of one thread alone, which records for less. */
    static Histogram histogram() {
        return new Histogram(LEAST, MOST, DIGITS);
    }

    /** As recorded: nothing is below zero, nor more than an hour. */
    static long within(long nanoseconds) {
        return Math.clamp(nanoseconds, 0, MOST);
    }

    void record(long end, long begin) {
        histogram.recordValue(within(end - begin));
    }

    Histogram copy() {
        return histogram.copy();
    }
}
