// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Carries one message to some of its recipients by one means: SMTP, LMTP, Maildir. Found by its
 * name, the {@code postern.name} property that {@code transports:} gives it. Each attempt has a
 * virtual thread of its own, many at once; it may block until the attempt's deadline. A throw or a
 * null defers all recipients.
 */
@ConsumerType
@FunctionalInterface
public interface Transport {
    /** Tries once, blocking, and reports on every recipient. Never retries, never bounces. */
    DeliveryReport deliver(DeliveryAttempt attempt) throws InterruptedException;
}
