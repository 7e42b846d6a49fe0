// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.file;

import io.postern.api.auth.Authentication;
import io.postern.credentials.PasswordHash;
import io.postern.sasl.ScramKeys;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.Set;

/**
 * A user that may log in.
 *
 * @param hash what its password is checked against; null where it has none
 * @param keys what SCRAM is checked by; null where it has none
 * @param certificates fingerprints and names, in lower case, that stand for it beside its mailbox
 */
record Account(
        Authentication.Identity identity,
        @Nullable PasswordHash hash,
        @Nullable ScramKeys keys,
        Set<String> certificates) {
    Account {
        certificates = Set.copyOf(certificates);
    }

    String name() {
        return identity.account();
    }

    Optional<PasswordHash> password() {
        return Optional.ofNullable(hash);
    }

    Optional<Authentication> scram() {
        return Optional.ofNullable(keys)
                .map(
                        k ->
                                new Authentication.Scram(
                                        identity,
                                        k.salt(),
                                        k.iterations(),
                                        k.storedKey(),
                                        k.serverKey()));
    }
}
