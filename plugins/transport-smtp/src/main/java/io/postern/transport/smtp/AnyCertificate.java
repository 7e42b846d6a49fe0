// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Takes every server's certificate, since the choice is between TLS with it and no TLS. May ask
 * another what it thinks of it, and logs the doubt.
 */
final class AnyCertificate extends ServerTrust {
    private static final Logger LOG = LoggerFactory.getLogger(AnyCertificate.class);

    /** Under which a session keeps the doubt, also where it is resumed. */
    private static final String DOUBT = "postern.doubt";

    private final Optional<X509ExtendedTrustManager> judge;

    AnyCertificate(Optional<X509ExtendedTrustManager> judge) {
        this.judge = judge;
    }

    /** Why the certificate of that session isn't trusted; empty where it is, or nobody looked. */
    static Optional<CertificateException> doubt(SSLSession session) {
        return Optional.ofNullable((CertificateException) session.getValue(DOUBT));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        if (judge.isEmpty()) {
            return;
        }
        try {
            judge.get().checkServerTrusted(chain, authType, socket);
        } catch (CertificateException doubt) {
            SSLSession session = ((SSLSocket) socket).getHandshakeSession();
            session.putValue(DOUBT, doubt);
            LOG.info(
                    "peer={} host={} certificate not trusted, used all the same: {}",
                    socket.getRemoteSocketAddress(),
                    session.getPeerHost(),
                    DeliveryTrouble.cut(String.valueOf(doubt.getMessage())));
        }
    }
}
