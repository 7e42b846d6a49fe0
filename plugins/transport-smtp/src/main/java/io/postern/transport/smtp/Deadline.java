// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** When the attempt must have ended; cuts every step's time. */
record Deadline(InstantSource clock, Instant end) {
    boolean hasPassed() {
        return !clock.instant().isBefore(end);
    }

    /** The limit or what is left, if that is less. */
    Duration cut(Duration limit) throws SocketTimeoutException {
        Duration left = Duration.between(clock.instant(), end);
        if (!left.isPositive()) {
            throw new SocketTimeoutException("the attempt is out of time");
        }
        return left.compareTo(limit) < 0 ? left : limit;
    }
}
