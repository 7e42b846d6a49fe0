// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Message;
import io.postern.api.mail.Transaction;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Has a say on a whole message, after its last octet and before we answer for it.
 *
 * <p>Asked in descending {@code service.ranking}, then ascending {@code service.id}; the first
 * opinion wins. An edit isn't one: it is made, and the next policy sees what it made. So of two
 * that set the sender the later has it, and a text around the body comes around those of the
 * policies before. May block; called from many sessions' virtual threads at once. A throw, a null
 * or an overrun of the deadline, at which the thread is interrupted, counts as a temporary failure:
 * 451 4.3.0.
 */
@ConsumerType
@FunctionalInterface
public interface MessagePolicy {
    /** Judges the message as the policies before left it. */
    MessageVerdict onMessage(Transaction transaction, Message message) throws InterruptedException;
}
