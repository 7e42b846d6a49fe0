// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.transport.Rate;
import io.postern.api.transport.Shaping;

import java.util.Optional;

/**
 * What a site is given from one source.
 *
 * @param connections attempts at once
 * @param messagesPerConnection {@link Integer#MAX_VALUE} for no limit
 */
record Allowance(
        int connections,
        Optional<Rate> connectionRate,
        Optional<Rate> messageRate,
        int messagesPerConnection) {
    /** What has no rule. */
    static Allowance of(int connections) {
        return new Allowance(connections, Optional.empty(), Optional.empty(), Integer.MAX_VALUE);
    }

    /** This, as far as limits don't say otherwise. */
    Allowance with(Shaping.Limits limits) {
        return new Allowance(
                limits.connections().orElse(connections),
                limits.connectionRate().or(() -> connectionRate),
                limits.messageRate().or(() -> messageRate),
                limits.messagesPerConnection().orElse(messagesPerConnection));
    }

    /** The less of both in each respect. */
    Allowance least(Allowance other) {
        return new Allowance(
                Math.min(connections, other.connections),
                slower(connectionRate, other.connectionRate),
                slower(messageRate, other.messageRate),
                Math.min(messagesPerConnection, other.messagesPerConnection));
    }

    private static Optional<Rate> slower(Optional<Rate> one, Optional<Rate> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return Pace.interval(one.get(), 1) >= Pace.interval(other.get(), 1) ? one : other;
    }
}
