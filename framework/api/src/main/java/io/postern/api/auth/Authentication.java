// SPDX-License-Identifier: Apache-2.0
package io.postern.api.auth;

import io.postern.api.mail.Status;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/** What an authenticator says. */
@ProviderType
public sealed interface Authentication {
    /** No opinion, as for an account that isn't kept here: the next is asked. */
    record Pass() implements Authentication {}

    /**
     * It is who it claims to be.
     *
     * @param account the name for logs, policies and the trace
     * @param senders addresses that a submission of this account may come from: mailboxes, or
     *     {@code @} and a domain for all of that domain, or {@code *} for any
     */
    record Identity(String account, List<String> senders) implements Authentication {
        public Identity {
            senders = List.copyOf(senders);
        }
    }

    /**
     * The keys of an account for SCRAM-SHA-256 (RFC 5802 section 3); the core does the rest.
     *
     * @param identity who it is once the client has proved it
     * @param iterations at least 4096
     */
    record Scram(Identity identity, byte[] salt, int iterations, byte[] storedKey, byte[] serverKey)
            implements Authentication {
        @Override
        public String toString() {
            return "keys of " + identity.account();
        }
    }

    /** It isn't, and no later one is asked: 535 5.7.8. Which part was wrong isn't said. */
    record Refused() implements Authentication {}

    /** Nobody can tell now (directory down): 454 4.7.0. */
    record Defer(Status.Transient status) implements Authentication {}
}
