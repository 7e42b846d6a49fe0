// SPDX-License-Identifier: Apache-2.0
package io.postern.api.auth;

import io.postern.api.mail.Client;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says whether a client is who it claims to be, at AUTH (RFC 4954).
 *
 * <p>Asked in the order of {@code auth:}, that is in descending {@code service.ranking}; the first
 * that doesn't pass is believed, and where all pass the login is refused. Only asked for the kinds
 * of credentials that its service property {@value #CREDENTIALS} lists; mechanisms for which no
 * authenticator is there aren't offered. May block; called from many sessions' virtual threads at
 * once. A throw, a null or an overrun of the deadline, at which the thread is interrupted, counts
 * as a temporary failure: 454 4.7.0. Never logs a secret.
 */
@ConsumerType
@FunctionalInterface
public interface Authenticator {
    /**
     * The service property, a String[], that says what it can judge: {@code password} (mechanisms
     * PLAIN and LOGIN), {@code scram} (SCRAM-SHA-256), {@code certificate} (EXTERNAL), {@code
     * token} (OAUTHBEARER and XOAUTH2).
     */
    String CREDENTIALS = "postern.credentials";

    /** Judges what a client has shown. */
    Authentication authenticate(Credentials credentials, Client client) throws InterruptedException;
}
