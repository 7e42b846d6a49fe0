// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Takes every server's certificate, since the choice is between TLS with it and no TLS. May ask
 * another what it thinks of it, and logs the doubt.
 */
final class AnyCertificate extends X509ExtendedTrustManager {
    private static final Logger LOG = LoggerFactory.getLogger(AnyCertificate.class);

    private final Optional<X509ExtendedTrustManager> judge;

    AnyCertificate(Optional<X509ExtendedTrustManager> judge) {
        this.judge = judge;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        if (judge.isEmpty()) {
            return;
        }
        try {
            judge.get().checkServerTrusted(chain, authType, socket);
        } catch (CertificateException doubt) {
            String host = ((SSLSocket) socket).getHandshakeSession().getPeerHost();
            LOG.info(
                    "peer={} host={} certificate not trusted, used all the same: {}",
                    socket.getRemoteSocketAddress(),
                    host,
                    DeliveryTrouble.cut(String.valueOf(doubt.getMessage())));
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no engines here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("sockets only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
