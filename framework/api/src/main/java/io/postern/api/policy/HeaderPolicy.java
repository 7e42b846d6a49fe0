// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Headers;
import io.postern.api.mail.Transaction;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Has a say on the header section of a message, before its body is taken in. After a refusal or a
 * discard the rest of the message is read and thrown away, nothing of it is written, and {@link
 * MessagePolicy} isn't asked; the client hears of it where the message ends, or the chunk (RFC
 * 3030).
 *
 * <p>Asked in descending {@code service.ranking}, then ascending {@code service.id}; the first
 * opinion wins. An edit isn't one: it is made, and the next policy sees what it made. Accept ends
 * this stage alone, and what is held here is judged as a whole all the same. May block, while the
 * client waits with the body; called from many sessions' virtual threads at once. A throw, a null
 * or an overrun of the deadline, at which the thread is interrupted, counts as a temporary failure:
 * 451 4.3.0.
 */
@ConsumerType
@FunctionalInterface
public interface HeaderPolicy {
    /**
     * Judges the header section as the policies before left it; our own Received isn't in it yet.
     */
    MessageVerdict onHeaders(Transaction transaction, Headers headers) throws InterruptedException;
}
