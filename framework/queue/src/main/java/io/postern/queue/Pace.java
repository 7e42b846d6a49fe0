// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.transport.Rate;

import java.util.Optional;

/**
 * Spreads events evenly over time: each has its turn one interval after the one before, and after a
 * pause a tenth of what the rate allows may come at once. Not safe for several threads.
 */
final class Pace {
    private static final int BURST = 10;

    /** When the next one would be due if all came evenly. */
    private double due;

    /** When one more is allowed; a time gone by where that is now. */
    long next(Optional<Rate> rate, double share) {
        if (rate.isEmpty()) {
            return 0;
        }
        double interval = interval(rate.get(), share);
        double tolerance = interval * (Math.max(1, rate.get().count() / BURST) - 1);
        return (long) Math.ceil(due - tolerance);
    }

    /**
     * Counts one.
     *
     * @param share of the rate that may be used now, above 0 and at most 1
     */
    void take(Optional<Rate> rate, double share, long now) {
        if (rate.isPresent()) {
            due = Math.max(due, (double) now) + interval(rate.get(), share);
        }
    }

    /** Takes back one that didn't take place after all. */
    void giveBack(Optional<Rate> rate, double share) {
        if (rate.isPresent()) {
            due -= interval(rate.get(), share);
        }
    }

    /** When nothing is left to be remembered. */
    long end() {
        return (long) Math.ceil(due);
    }

    static double interval(Rate rate, double share) {
        return (double) rate.per().toMillis() / ((double) rate.count() * share);
    }
}
