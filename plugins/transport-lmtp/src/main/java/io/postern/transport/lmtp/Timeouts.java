// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How long each step may take (RFC 5321 section 4.5.3.2).
 *
 * @param greeting for LHLO too
 */
record Timeouts(
        Duration connect,
        Duration greeting,
        Duration envelope,
        Duration dataInit,
        Duration dataBlock,
        Duration dataEnd) {

    static Timeouts of(LmtpTransport.Options options) {
        return new Timeouts(
                Duration.parse(options.connectTimeout()),
                Duration.parse(options.greetingTimeout()),
                Duration.parse(options.envelopeTimeout()),
                Duration.parse(options.dataInitTimeout()),
                Duration.parse(options.dataBlockTimeout()),
                Duration.parse(options.dataEndTimeout()));
    }

    /** The same for every step. */
    static Timeouts all(Duration limit) {
        return new Timeouts(limit, limit, limit, limit, limit, limit);
    }

    /** When the attempt must have ended; cuts every step's time. */
    record Deadline(InstantSource clock, Instant end) {
        /** The limit or what is left, if that is less. */
        Duration cut(Duration limit) throws SocketTimeoutException {
            Duration left = Duration.between(clock.instant(), end);
            if (!left.isPositive()) {
                throw new SocketTimeoutException("the attempt is out of time");
            }
            return left.compareTo(limit) < 0 ? left : limit;
        }
    }
}
