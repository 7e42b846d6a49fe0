// SPDX-License-Identifier: Apache-2.0
package io.postern.api.event;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told what happens to mail. Called on one thread in the order of events, after the fact. One
 * that is slow makes the core drop events and count them: it never holds mail up.
 */
@ConsumerType
@FunctionalInterface
public interface MailEventListener {
    /** Something happened. What this throws is logged and changes nothing. */
    void onEvent(MailEvent event) throws InterruptedException;
}
