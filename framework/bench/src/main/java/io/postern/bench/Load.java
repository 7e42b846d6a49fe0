// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

/**
 * What a {@link Generator} does.
 *
 * @param run stands in every message
 * @param seed the same one makes the same messages, in the same order
 */
public record Load(
        Target target, Pace pace, Manner manner, Addresses addresses, long run, long seed) {
    /** A run's number has nine digits. */
    public static final long MOST_RUN = 1_000_000_000L - 1;

    public Load {
        if (run < 0 || run > MOST_RUN) {
            throw new IllegalArgumentException("a run has a number of nine digits");
        }
    }
}
