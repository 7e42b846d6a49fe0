// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Client;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers an SMTP verb that the core leaves to others: VRFY, EXPN, ETRN, HELP, or one it doesn't
 * know.
 *
 * <p>Asked for the verbs, in upper case, of its service property {@value #VERBS}, in descending
 * {@code service.ranking}, then ascending {@code service.id}; where all pass the core answers. What
 * its property {@value #KEYWORDS} lists, keywords with their parameters, stands in the reply to
 * EHLO. May block; called from many sessions' virtual threads at once. A throw, a null or an
 * overrun of the deadline, at which the thread is interrupted, counts as a temporary failure: 451
 * 4.3.0.
 */
@ConsumerType
@FunctionalInterface
public interface CommandHandler {
    /** The service property, a String[], of verbs. */
    String VERBS = "postern.verbs";

    /** The service property, a String[], of EHLO keywords (RFC 5321 section 4.1.1.1). */
    String KEYWORDS = "postern.keywords";

    /**
     * Answers one command.
     *
     * @param argument what stands behind the verb, without spaces around it, printable US-ASCII
     */
    CommandAnswer onCommand(String verb, String argument, Client client)
            throws InterruptedException;
}
