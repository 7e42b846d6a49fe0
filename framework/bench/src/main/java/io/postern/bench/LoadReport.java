// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.List;

/**
 * What a {@link Generator} has measured; the warm-up is in {@code taken}, {@code failed} and {@code
 * troubles} only.
 *
 * @param run the number of the run, which is in each message
 * @param taken messages that the server answered for
 * @param failed messages that it didn't: refused, or the connection was lost
 * @param connections that were greeted
 * @param messages taken that count
 * @param octets of the messages that count
 * @param elapsed from the first MAIL that counts to the last 250
 * @param connect from the first octet to the greeting, in nanoseconds
 * @param accept from MAIL, or from when that was due, to the 250 for the message; in nanoseconds
 * @param unsent messages that were due at the rate asked for, and for which no session was free
 *     before the end: no latency has them
 * @param troubles what went wrong, the most frequent first
 * @param stopped why it ended before its time; empty where it didn't
 */
public record LoadReport(
        long run,
        long taken,
        long failed,
        long connections,
        long messages,
        long octets,
        Duration elapsed,
        Histogram connect,
        Histogram accept,
        long unsent,
        List<Trouble> troubles,
        String stopped) {
    /**
     * A kind of trouble.
     *
     * @param kind a reply code, or words
     * @param example the first one
     */
    public record Trouble(String kind, long count, String example) {}

    public LoadReport {
        troubles = List.copyOf(troubles);
    }

    /** Messages a second. */
    public double rate() {
        return elapsed.isZero() ? 0 : messages / (elapsed.toNanos() / 1e9);
    }
}
