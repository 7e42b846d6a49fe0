// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import io.postern.api.mail.ClientCertificate;
import io.postern.api.mail.TlsSession;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/**
 * The TLS of one listener. Its sessions and tickets are its own: what one listener has let in, the
 * next must not take up again unasked. Safe for many threads.
 */
public final class ListenerTls {
    private static final int SESSIONS = 10_000;
    private static final int SESSION_SECONDS = 3600;

    /** The label and the length that RFC 9266 section 2 gives. */
    private static final String BINDING = "EXPORTER-Channel-Binding";

    private static final int BINDING_OCTETS = 32;

    /** What a client that means mail may ask for by ALPN; others meant another service. */
    private static final String SMTP = "smtp";

    private final Supplier<TlsFiles> files;
    private final SSLContext context;

    ListenerTls(Supplier<TlsFiles> files) throws TlsFileException {
        this.files = files;
        files.get().material();
        try {
            context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new SniKeyManager(() -> present().identities())},
                    new TrustManager[] {new Trust()},
                    null);
        } catch (GeneralSecurityException impossible) {
            throw new TlsFileException("tls: Java has none: " + impossible.getMessage());
        }
        context.getServerSessionContext().setSessionCacheSize(SESSIONS);
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
    }

    /**
     * For the next connection. Looks whether the files have changed, so it may block for a moment.
     *
     * @throws SSLException if there is no good certificate
     */
    public SSLEngine engine() throws SSLException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(present().parameters());
        engine.setHandshakeApplicationProtocolSelector(
                (_, offered) -> offered.contains(SMTP) ? SMTP : null);
        return engine;
    }

    /** What a handshake has agreed on. */
    public static TlsSession session(SSLSession session) {
        return new TlsSession(
                session.getProtocol(),
                session.getCipherSuite(),
                SniKeyManager.requestedName(session));
    }

    /**
     * Who the client is by its certificate; empty where it has none that proves anything.
     *
     * @throws SSLException if it must have one
     */
    public Optional<ClientCertificate> client(SSLSession session) throws SSLException {
        TlsMaterial material = present();
        Optional<ClientCertificate> client = material.trust().client(session);
        if (client.isEmpty() && isStrict(material)) {
            throw new SSLHandshakeException("no client certificate that proves anything");
        }
        return client;
    }

    /** The channel binding tls-exporter (RFC 9266); empty where this connection has none. */
    public static byte[] exporter(SSLSession session) {
        try {
            return session instanceof ExtendedSSLSession extended
                    ? extended.exportKeyingMaterialData(BINDING, new byte[0], BINDING_OCTETS)
                    : new byte[0];
        } catch (SSLException | UnsupportedOperationException | IllegalStateException _) {
            // TLS 1.2 without the extended master secret: it would bind to nothing.
            return new byte[0];
        }
    }

    /** The channel binding tls-server-end-point (RFC 5929 section 4); empty where there is none. */
    public static byte[] endPoint(SSLSession session) {
        return session.getLocalCertificates() instanceof X509Certificate[] chain
                ? Certificates.endPoint(chain[0])
                : new byte[0];
    }

    private TlsMaterial present() {
        try {
            return files.get().material();
        } catch (TlsFileException trouble) {
            throw new IllegalStateException(trouble);
        }
    }

    private static boolean isStrict(TlsMaterial material) {
        return material.settings().clients() == TlsSettings.Clients.REQUIRE;
    }

    /** Asks what is in force at the moment of the handshake. */
    private final class Trust extends ClientTrust.AtHandshake {
        @Override
        ClientTrust trust() {
            return present().trust();
        }

        @Override
        boolean isStrict() {
            return ListenerTls.isStrict(present());
        }
    }
}
