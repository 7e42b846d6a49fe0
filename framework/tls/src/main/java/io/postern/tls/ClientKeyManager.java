// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Shows one certificate to every server that asks and can verify its kind of key. Whom the server
 * says to trust doesn't matter: many say nothing useful, and a certificate that it doesn't want
 * does no harm.
 *
 * <p>Safe for many threads; what it shows may change between handshakes and within one, which then
 * goes on without.
 */
final class ClientKeyManager extends X509ExtendedKeyManager {
    private final Supplier<Optional<ServerIdentity>> identity;

    ClientKeyManager(Supplier<Optional<ServerIdentity>> identity) {
        this.identity = identity;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return identity.get()
                .filter(own -> Arrays.asList(keyType).contains(own.key().getAlgorithm()))
                .map(ServerIdentity::alias)
                .orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return find(alias).map(own -> own.chain().toArray(X509Certificate[]::new)).orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return find(alias).map(ServerIdentity::key).orElse(null);
    }

    private Optional<ServerIdentity> find(String alias) {
        return identity.get().filter(own -> own.alias().equals(alias));
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
