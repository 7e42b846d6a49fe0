// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import java.time.Duration;

/** How long each step may take (RFC 5321 section 4.5.3.2). */
record Timeouts(
        Duration connect,
        Duration greeting,
        Duration mail,
        Duration rcpt,
        Duration dataInit,
        Duration dataBlock,
        Duration dataEnd) {

    static Timeouts of(SmtpTransport.Options options) {
        return new Timeouts(
                Duration.parse(options.connectTimeout()),
                Duration.parse(options.greetingTimeout()),
                Duration.parse(options.mailTimeout()),
                Duration.parse(options.rcptTimeout()),
                Duration.parse(options.dataInitTimeout()),
                Duration.parse(options.dataBlockTimeout()),
                Duration.parse(options.dataEndTimeout()));
    }

    /** The same for every step. */
    static Timeouts all(Duration limit) {
        return new Timeouts(limit, limit, limit, limit, limit, limit, limit);
    }
}
