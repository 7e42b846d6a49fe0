// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import org.osgi.annotation.versioning.ProviderType;

/** Who a client says it is, and its proof, which no case prints. */
@ProviderType
public sealed interface ClientLogin {
    /** The account's name at the server. */
    String user();

    /** By a password; neither of them has NUL in it. */
    record Password(String user, String password) implements ClientLogin {
        public Password {
            if (Prepared.of(user).isEmpty() || Prepared.of(password).isEmpty()) {
                throw new IllegalArgumentException("no name or no password");
            }
        }

        @Override
        public String toString() {
            return "Password[user=" + user + "]";
        }
    }

    /** By a bearer token (RFC 6750). */
    record Token(String user, String token) implements ClientLogin {
        public Token {
            if (Prepared.of(user).isEmpty() || !TokenExchange.isToken(token)) {
                throw new IllegalArgumentException("no name or no bearer token");
            }
        }

        @Override
        public String toString() {
            return "Token[user=" + user + "]";
        }
    }
}
