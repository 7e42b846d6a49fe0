// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told what policies were asked in a session and what came of it, and has no say. Not told of
 * sessions that only pretend.
 */
@ConsumerType
@FunctionalInterface
public interface AnswerListener {
    /**
     * Called on the thread of the session, between the answer and the reply that the client waits
     * for: must not block, and what it keeps of the question it must copy. What it throws is logged
     * and changes nothing. Calls of one session come in their order, those of several at once.
     */
    void onAnswer(PolicyQuestion question, PolicyAnswer answer);
}
