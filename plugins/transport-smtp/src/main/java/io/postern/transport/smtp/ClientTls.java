// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.tls.ClientIdentity;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS as the client of STARTTLS: 1.2 or 1.3, with the hop's name in SNI. Safe for many threads; the
 * two contexts resume no sessions of each other, so what was taken unseen is never taken for
 * trusted.
 */
final class ClientTls {
    /** Seconds. Whoever resumes a session shows the certificate of its first handshake. */
    private static final int SHOWN_AGAIN = 1;

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final KeyManager[] keys;
    private final SSLContext verifying;
    private final SSLContext accepting;

    private ClientTls(KeyManager[] keys, SSLContext verifying, SSLContext accepting) {
        this.keys = keys;
        this.verifying = verifying;
        this.accepting = accepting;
    }

    /**
     * Trusts the JDK's roots.
     *
     * @param roots a PEM file of others that are trusted too
     * @param look whether a certificate that is taken anyway is looked at, for the log
     * @param own what is shown to hosts that ask for a certificate
     * @throws IllegalArgumentException for a file that has no certificates
     */
    static ClientTls trusting(Optional<Path> roots, boolean look, Optional<ClientIdentity> own) {
        KeyManager[] keys = own.stream().map(ClientIdentity::keyManager).toArray(KeyManager[]::new);
        try {
            X509ExtendedTrustManager trust = trust(roots);
            TrustManager any = new AnyCertificate(look ? Optional.of(trust) : Optional.empty());
            return new ClientTls(keys, context(trust, keys), context(any, keys));
        } catch (GeneralSecurityException | IOException trouble) {
            throw new IllegalArgumentException(
                    roots.map(Path::toString).orElse("the JDK's roots")
                            + ": "
                            + trouble.getMessage(),
                    trouble);
        }
    }

    /**
     * A client's end of TLS over a socket, before the handshake.
     *
     * @param demand says which certificates will do
     */
    SSLSocket socket(Socket socket, String host, TlsDemand demand) throws IOException {
        SSLContext context = context(demand);
        SSLSocket secure =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(socket, host, socket.getPort(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // as RFC 9525 has it, for any use
        secure.setSSLParameters(parameters);
        return secure;
    }

    /**
     * One of its own where records judge, so that a session is resumed under the same ones only.
     */
    private SSLContext context(TlsDemand demand) throws IOException {
        if (demand.tlsa().isEmpty()) {
            return demand.needsTrust() ? verifying : accepting;
        }
        try {
            return context(new DaneTrust(demand.tlsa()), keys);
        } catch (GeneralSecurityException trouble) {
            throw new IOException(trouble.getMessage(), trouble);
        }
    }

    private static SSLContext context(TrustManager trust, KeyManager... keys)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {trust}, null);
        if (keys.length > 0) {
            context.getClientSessionContext().setSessionTimeout(SHOWN_AGAIN);
        }
        return context;
    }

    private static X509ExtendedTrustManager trust(Optional<Path> roots)
            throws GeneralSecurityException, IOException {
        X509ExtendedTrustManager known = trust((KeyStore) null);
        if (roots.isEmpty()) {
            return known;
        }
        List<X509Certificate> all = new ArrayList<>(List.of(known.getAcceptedIssuers()));
        all.addAll(read(roots.get()));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate root : all) {
            store.setCertificateEntry("root" + store.size(), root);
        }
        return trust(store);
    }

    static X509ExtendedTrustManager trust(@Nullable KeyStore roots)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(roots);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    private static List<X509Certificate> read(Path file)
            throws GeneralSecurityException, IOException {
        List<X509Certificate> read = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate root :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                read.add((X509Certificate) root);
            }
        }
        if (read.isEmpty()) {
            throw new IOException("no certificates in it");
        }
        return read;
    }
}
