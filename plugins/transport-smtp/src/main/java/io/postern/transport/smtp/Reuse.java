// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import java.time.Duration;

/**
 * How long a connection is used for one message after the other.
 *
 * @param idle how long it is kept without any
 * @param messages transactions on it at most; 1 for never again
 * @param age when it isn't used for another
 */
record Reuse(Duration idle, int messages, Duration age) {
    /** Each message has a connection of its own. */
    static final Reuse NEVER = new Reuse(Duration.ZERO, 1, Duration.ZERO);

    static Reuse of(SmtpTransport.Options options) {
        return new Reuse(
                Duration.parse(options.connectionIdle()),
                options.connectionMessages(),
                Duration.parse(options.connectionAge()));
    }
}
