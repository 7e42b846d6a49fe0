// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import io.postern.api.mail.ClientCertificate;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Whether a client's certificate proves anything: full path validation (RFC 5280 section 6) up to
 * one of the certificates in {@code client-ca}, for the use as a TLS client.
 *
 * <p>Immutable, safe for many threads.
 */
final class ClientTrust {
    /** Trusts nobody and asks nobody. */
    static final ClientTrust NONE = new ClientTrust(null);

    private final @Nullable X509TrustManager authorities;

    private ClientTrust(@Nullable X509TrustManager authorities) {
        this.authorities = authorities;
    }

    static ClientTrust of(PemFile file) throws TlsFileException {
        List<X509Certificate> authorities = Certificates.read(file);
        try {
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                anchors.setCertificateEntry("ca" + i, authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(anchors);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(manager -> new ClientTrust((X509TrustManager) manager))
                    .findFirst()
                    .orElse(NONE);
        } catch (GeneralSecurityException | IOException broken) {
            throw file.broken("is of no use as a list of authorities: " + broken.getMessage());
        }
    }

    /** Who the client is, empty without a certificate and with one that proves nothing. */
    Optional<ClientCertificate> client(SSLSession session) {
        try {
            if (session.getPeerCertificates() instanceof X509Certificate[] chain) {
                require(chain, chain[0].getPublicKey().getAlgorithm());
                return Optional.of(Certificates.client(chain[0]));
            }
            return Optional.empty();
        } catch (SSLPeerUnverifiedException | CertificateException _) {
            return Optional.empty();
        }
    }

    void require(X509Certificate[] chain, String authType) throws CertificateException {
        if (authorities == null) {
            throw new CertificateException("nobody is trusted");
        }
        authorities.checkClientTrusted(chain, authType);
    }

    /** What clients are told that we trust. */
    X509Certificate[] issuers() {
        return authorities == null ? new X509Certificate[0] : authorities.getAcceptedIssuers();
    }

    /**
     * For handshakes: lets any certificate pass, or only those that prove who the client is. A
     * certificate that passes proves nothing before {@link #client} says so.
     */
    abstract static class AtHandshake extends X509ExtendedTrustManager {
        abstract ClientTrust trust();

        abstract boolean isStrict();

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
                throws CertificateException {
            if (isStrict()) {
                trust().require(chain, authType);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType)
                throws CertificateException {
            checkClientTrusted(chain, authType, (SSLEngine) null);
        }

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String authType, @Nullable Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, authType, (SSLEngine) null);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust().issuers();
        }

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("this is a server");
        }

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String authType, @Nullable Socket socket)
                throws CertificateException {
            throw new CertificateException("this is a server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType)
                throws CertificateException {
            throw new CertificateException("this is a server");
        }
    }
}
