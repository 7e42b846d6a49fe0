// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Client;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Has a say when a client has connected, before the greeting. A refusal greets with 421 or 554 (RFC
 * 5321 section 3.1).
 *
 * <p>Asked in descending {@code service.ranking}, then ascending {@code service.id}; the first
 * opinion wins. May block; called from many sessions' virtual threads at once. A throw, a null or
 * an overrun of the deadline, at which the thread is interrupted, counts as a temporary failure:
 * 451 4.3.0.
 */
@ConsumerType
@FunctionalInterface
public interface ConnectPolicy {
    /** Judges the client by where it comes from. */
    Verdict onConnect(Client client) throws InterruptedException;
}
