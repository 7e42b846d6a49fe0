// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Optional;

/**
 * One run of a mechanism, on the client's side. The session carries octets and hears whether the
 * server is content; here is what to say to it. Used by one thread at a time.
 */
@ProviderType
public sealed interface ClientExchange
        permits ClientPlainExchange, ClientLoginExchange, ClientTokenExchange, ClientScramExchange {
    /** What may go with AUTH; empty where the server speaks first. */
    Optional<byte[]> initial();

    /** What to say to a challenge. */
    Answer respond(byte[] challenge);

    /** Why the server's success isn't to be believed; empty where it is. */
    Optional<String> doubt();

    /** What comes next. */
    @ProviderType
    sealed interface Answer {
        /** Send this, in base64. */
        record Response(byte[] octets) implements Answer {}

        /** End the exchange, and don't trust this server. */
        record Cancel(String why) implements Answer {}
    }
}
