// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Client;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Has a say on a login that an authenticator has verified (RFC 4954), before the client hears of
 * it. Never asked about one that was refused: it can only take away.
 *
 * <p>Asked in descending {@code service.ranking}, then ascending {@code service.id}; the first
 * opinion wins. A deferral is a 454, a rejection a 535, which doesn't count as a failed login. May
 * block; called from many sessions' virtual threads at once. A throw, a null or an overrun of the
 * deadline, at which the thread is interrupted, counts as a temporary failure: 454 4.7.0.
 */
@ConsumerType
@FunctionalInterface
public interface LoginPolicy {
    /**
     * Judges a login that would succeed.
     *
     * @param client as it is before the login: {@code client.account()} is empty
     * @param account who it has proved to be
     */
    Verdict onLogin(Client client, String account) throws InterruptedException;
}
