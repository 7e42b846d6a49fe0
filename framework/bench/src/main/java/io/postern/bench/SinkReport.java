// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.List;

/**
 * What a {@link Sink} has seen so far.
 *
 * @param connections taken
 * @param secured of them with TLS
 * @param messages taken
 * @param recipients of the messages taken
 * @param octets of the messages taken, as they were on the wire
 * @param rejected messages refused for good
 * @param deferred messages refused for now
 * @param dropped messages not answered
 * @param strangers messages taken that no generator made
 * @param elapsed from the first message taken to the last
 * @param age of the messages when they came, since they were sent; in nanoseconds
 * @param runs what came of which generator's run
 */
public record SinkReport(
        long connections,
        long secured,
        long messages,
        long recipients,
        long octets,
        long rejected,
        long deferred,
        long dropped,
        long strangers,
        Duration elapsed,
        Histogram age,
        List<Findings> runs) {
    public SinkReport {
        runs = List.copyOf(runs);
    }
}
