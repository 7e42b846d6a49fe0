// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

/**
 * A change of limits for a time: a part of them at first, all of them at the end, evenly more in
 * between. Times in milliseconds of the epoch.
 *
 * @param from the part, above 0 where it isn't a suspension
 * @param why the reply that caused it, or who did
 */
record Adjustment(double from, long since, long until, String why) {
    /** What is left of the limits when a suspension ends. */
    private static final double FIRST_SHARE = 0.1;

    /** No change. */
    static final Adjustment NONE = new Adjustment(1, 0, 0, "");

    /** What follows a suspension: as much as before comes back in as long a time. */
    Adjustment afterwards() {
        return new Adjustment(FIRST_SHARE, until, 2 * until - since, why);
    }

    /** The part of the limits that counts. */
    double share(long now) {
        if (now >= until) {
            return 1;
        }
        if (now <= since) {
            return from;
        }
        return from + (1 - from) * (now - since) / (until - since);
    }

    boolean isInForce(long now) {
        return now < until;
    }
}
