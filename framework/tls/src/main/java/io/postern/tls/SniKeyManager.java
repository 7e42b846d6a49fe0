// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import org.jspecify.annotations.Nullable;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Gives a handshake the certificate for the name that the client asks for (RFC 6066 section 3), of
 * the kind that it can verify. An unknown name, or none, gets the first certificate: no harm, since
 * a client that cares sees that the name is wrong (RFC 7817 section 3).
 *
 * <p>Safe for many threads; what it chooses from may change between handshakes and within one,
 * which then fails.
 */
final class SniKeyManager extends X509ExtendedKeyManager {
    private final Supplier<List<ServerIdentity>> identities;

    SniKeyManager(Supplier<List<ServerIdentity>> identities) {
        this.identities = identities;
    }

    /** The name the client asks for, in lower case, empty where it doesn't. */
    static String requestedName(@Nullable Object session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return "";
        }
        return extended.getRequestedServerNames().stream()
                .filter(name -> name.getType() == StandardConstants.SNI_HOST_NAME)
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        String name = requestedName(engine.getHandshakeSession());
        return candidates(name).stream()
                .filter(identity -> identity.key().getAlgorithm().equals(keyType))
                .map(ServerIdentity::alias)
                .findFirst()
                .orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return find(alias)
                .map(identity -> identity.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return find(alias).map(ServerIdentity::key).orElse(null);
    }

    private List<ServerIdentity> candidates(String name) {
        List<ServerIdentity> all = identities.get();
        List<ServerIdentity> exact = named(all, name);
        if (!exact.isEmpty()) {
            return exact;
        }
        int dot = name.indexOf('.');
        List<ServerIdentity> wild = dot < 0 ? List.of() : named(all, "*" + name.substring(dot));
        if (!wild.isEmpty()) {
            return wild;
        }
        // The first, and those of another kind for the same names.
        return all.stream()
                .filter(identity -> identity.names().equals(all.getFirst().names()))
                .toList();
    }

    private static List<ServerIdentity> named(List<ServerIdentity> all, String name) {
        return all.stream().filter(identity -> identity.names().contains(name)).toList();
    }

    private Optional<ServerIdentity> find(String alias) {
        return identities.get().stream().filter(one -> one.alias().equals(alias)).findFirst();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
