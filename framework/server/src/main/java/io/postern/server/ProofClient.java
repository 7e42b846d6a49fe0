// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Client;
import io.postern.api.mail.ClientCertificate;
import io.postern.api.mail.TlsSession;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A client that the relay proof asks about. One with a login or a certificate is in TLS.
 *
 * @param listener the name of the listener it came to
 */
record ProofClient(
        InetAddress address,
        String listener,
        Optional<String> account,
        Optional<ClientCertificate> certificate)
        implements Client {
    /** The TLS of clients that are only asked about. */
    static final TlsSession TLS = new TlsSession("TLSv1.3", "TLS_AES_256_GCM_SHA384", "");

    /** Somebody's certificate; no site lists it. */
    static final ClientCertificate SOMEBODYS =
            new ClientCertificate(
                    "CN=somebody", List.of("somebody@sender.example"), "0".repeat(64));

    /** Knows of it only where it comes from. */
    static ProofClient at(InetAddress address) {
        return new ProofClient(address, "", Optional.empty(), Optional.empty());
    }

    ProofClient to(String name) {
        return new ProofClient(address, name, account, certificate);
    }

    ProofClient loggedInAs(String name) {
        return new ProofClient(address, listener, Optional.of(name), certificate);
    }

    ProofClient with(ClientCertificate proof) {
        return new ProofClient(address, listener, account, Optional.of(proof));
    }

    @Override
    public int port() {
        return 49_152;
    }

    @Override
    public Optional<String> helo() {
        return Optional.of("client.example");
    }

    @Override
    public Optional<TlsSession> tls() {
        return account.isPresent() || certificate.isPresent() ? Optional.of(TLS) : Optional.empty();
    }

    @Override
    public String session() {
        return "proof";
    }
}
