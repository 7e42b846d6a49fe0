// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.jwt;

import com.nimbusds.jose.jwk.JWKSet;

import java.util.Optional;

/** Where the identity provider's public keys come from. Safe for many threads; may block. */
interface KeySource extends AutoCloseable {
    /** Those that are known; empty where none can be had now. */
    Optional<JWKSet> keys() throws InterruptedException;

    /** Those of now, for a key that isn't among the known ones; the same where it asked lately. */
    Optional<JWKSet> newerKeys() throws InterruptedException;

    @Override
    void close();
}
