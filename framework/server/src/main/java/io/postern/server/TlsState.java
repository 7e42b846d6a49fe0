// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.ClientCertificate;
import io.postern.api.mail.TlsSession;
import io.postern.tls.ListenerTls;

import java.util.Optional;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * The TLS of a connection, from the end of the handshake on.
 *
 * @param session what was agreed
 * @param certificate the client's, where it has one that {@code tls: client-ca} vouches for
 * @param exporter the channel binding tls-exporter (RFC 9266), empty where the connection has none
 * @param endPoint the channel binding tls-server-end-point (RFC 5929 section 4)
 */
record TlsState(
        TlsSession session,
        Optional<ClientCertificate> certificate,
        byte[] exporter,
        byte[] endPoint) {
    /**
     * What a handshake came to.
     *
     * @throws SSLException if the client had to prove itself by a certificate and didn't
     */
    static TlsState of(SSLSession session, ListenerTls tls) throws SSLException {
        return new TlsState(
                ListenerTls.session(session),
                tls.client(session),
                ListenerTls.exporter(session),
                ListenerTls.endPoint(session));
    }
}
