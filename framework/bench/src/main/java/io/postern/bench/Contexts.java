// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** What TLS connections trust, and show. */
public final class Contexts {
    private static final char[] NO_PASSWORD = new char[0];

    private Contexts() {}

    /** Trusts the authorities in a PEM file. */
    public static SSLContext trusting(Path authorities)
            throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        try (InputStream in = Files.newInputStream(authorities)) {
            for (Certificate authority :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority" + store.size(), authority);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return context(new KeyManager[0], factory.getTrustManagers());
    }

    /** Trusts anybody: for a server whose certificate is its own. */
    public static SSLContext trustingAll() throws GeneralSecurityException {
        return context(new KeyManager[0], new TrustManager[] {new Trusting()});
    }

    /** Shows a certificate that is made now, for {@code localhost}, and signed by nobody else. */
    public static SSLContext selfSigned(Instant now) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        Certificate[] chain = {SelfSigned.certificate(pair, now)};
        KeyStore store = emptyStore();
        store.setKeyEntry("sink", pair.getPrivate(), NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, NO_PASSWORD);
        return context(factory.getKeyManagers(), new TrustManager[0]);
    }

    private static SSLContext context(KeyManager[] keys, TrustManager[] trust)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    /** Says yes to every server. */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
