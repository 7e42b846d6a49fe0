// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authentication.Identity;
import io.postern.api.auth.Credentials;
import io.postern.api.mail.Status;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One run of a mechanism, on the server's side. The session carries octets and asks the
 * authenticators; here is what they mean. Whatever the client sends, the answer is a step and never
 * an exception. Used by one thread at a time; of no use after a step that isn't a {@link
 * Step.Challenge} or a {@link Step.Ask}.
 */
@ProviderType
public sealed interface SaslExchange
        permits PlainExchange, LoginExchange, ExternalExchange, TokenExchange, ScramExchange {
    /** What to say to a client that sent no initial response. */
    Step begin();

    /** What to say to a response, the initial one or one to a challenge; decoded from base64. */
    Step respond(byte[] response);

    /** What comes next. */
    @ProviderType
    sealed interface Step {
        /**
         * Send this (334, in base64) and pass on the response. SMTP has no place for data in a
         * success, so SCRAM's last message comes as a challenge too (RFC 4954 section 4).
         */
        record Challenge(byte[] data) implements Step {}

        /** Ask the authenticators, and pass on what they say; {@code Pass} where nobody is left. */
        record Ask(Credentials credentials, Continuation then) implements Step {}

        /** The client is who it claims to be: 235. */
        record Success(Identity identity) implements Step {}

        /** It isn't: 535 5.7.8. The client isn't told why. */
        record Refused(String why) implements Step {}

        /** Nobody can tell now: 454 4.7.0. */
        record Deferred(Status.Transient status) implements Step {}

        /** The response isn't to the mechanism's syntax: 501 5.5.2. */
        record Malformed(String why) implements Step {}
    }

    /** Goes on once the authenticators have been asked. */
    @ProviderType
    @FunctionalInterface
    interface Continuation {
        /** What comes next. */
        Step on(Authentication authentication);
    }
}
