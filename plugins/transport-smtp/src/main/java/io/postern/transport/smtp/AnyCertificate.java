// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;

import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Takes every server's certificate, since the choice is between TLS with it and no TLS. May ask
 * another what it thinks of it, and logs the doubt.
 */
final class AnyCertificate extends ServerTrust {
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
}
