// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.time.Duration;

/**
 * How a {@link Sink} answers to the end of a message.
 *
 * @param delay how long it thinks about it
 * @param reject how many of a hundred messages it refuses for good (550)
 * @param defer how many it refuses for now (451)
 * @param drop at how many it closes the connection without a reply
 */
public record Temper(Duration delay, double reject, double defer, double drop) {
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Takes everything, at once. */
    public static final Temper KIND = new Temper(Duration.ZERO, 0, 0, 0);

    public Temper {
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a delay is between nothing and an hour");
        }
        if (reject < 0 || defer < 0 || drop < 0 || !(reject + defer + drop <= 100)) {
            throw new IllegalArgumentException(
                    "shares to reject, defer and drop are percentages, together at most 100");
        }
    }

    /** What becomes of one message. */
    enum Fate {
        TAKEN,
        REJECTED,
        DEFERRED,
        DROPPED
    }

    /**
     * @param roll evenly spread, from 0 to below 100
     */
    Fate fate(double roll) {
        if (roll < reject) {
            return Fate.REJECTED;
        }
        if (roll < reject + defer) {
            return Fate.DEFERRED;
        }
        return roll < reject + defer + drop ? Fate.DROPPED : Fate.TAKEN;
    }

    boolean isKind() {
        return reject + defer + drop == 0;
    }
}
