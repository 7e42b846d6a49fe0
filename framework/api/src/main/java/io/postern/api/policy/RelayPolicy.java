// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says whether a client may send through us to a recipient outside the local and relay domains.
 * Without a permit the answer is 550 5.7.1, so a wrong or missing plugin can't open the relay.
 *
 * <p>Asked in descending {@code service.ranking}, then ascending {@code service.id}; the first
 * opinion wins. May block; called from many sessions' virtual threads at once. A throw, a null or
 * an overrun of the deadline, at which the thread is interrupted, counts as a temporary failure:
 * 451 4.3.0.
 */
@ConsumerType
@FunctionalInterface
public interface RelayPolicy {
    /** Judges client and recipient together. */
    RelayDecision onRelay(Transaction transaction, Recipient recipient) throws InterruptedException;
}
