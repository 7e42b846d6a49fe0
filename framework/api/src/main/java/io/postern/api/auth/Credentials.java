// SPDX-License-Identifier: Apache-2.0
package io.postern.api.auth;

import io.postern.api.mail.ClientCertificate;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What a client has shown. No case tells its secret by {@code toString()}. An account's name is
 * already prepared (RFC 8265) and holds no control characters.
 */
@ProviderType
public sealed interface Credentials {
    /** Who the client wants to be; empty where what it has shown is to say it. */
    String account();

    /** A login name and its password, of PLAIN (RFC 4616) or LOGIN. */
    record Password(String account, String password) implements Credentials {
        @Override
        public String toString() {
            return "password of " + account;
        }
    }

    /**
     * A login name, for which the keys are wanted that SCRAM (RFC 5802, RFC 7677) is checked with:
     * answered by {@link Authentication.Scram}.
     */
    record Scram(String account) implements Credentials {}

    /**
     * A verified client certificate, of EXTERNAL (RFC 4422 appendix A).
     *
     * @param account who the client wants to be; empty where the certificate is to say it
     */
    record Certificate(String account, ClientCertificate certificate) implements Credentials {}

    /**
     * A bearer token, of OAUTHBEARER (RFC 7628) or XOAUTH2.
     *
     * @param account who the client wants to be; empty where the token is to say it
     */
    record Token(String account, String token) implements Credentials {
        @Override
        public String toString() {
            return "token of " + account;
        }
    }
}
