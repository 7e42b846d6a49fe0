// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * What handshakes work with, all of it good and read together. Immutable.
 *
 * @param settings that say what it is
 * @param identities at least one
 * @param trust in clients
 */
record TlsMaterial(TlsSettings settings, List<ServerIdentity> identities, ClientTrust trust) {
    private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

    /** With forward secrecy and authenticated encryption, all of them (RFC 9325 section 4.2). */
    private static final List<String> SUITES =
            List.of(
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    TlsMaterial {
        identities = List.copyOf(identities);
    }

    /**
     * Reads the files.
     *
     * @throws TlsFileException if anything of it is of no use
     */
    static TlsMaterial read(TlsSettings settings) throws TlsFileException {
        requireSense(settings);
        List<ServerIdentity> identities = new ArrayList<>();
        for (int i = 0; i < settings.certificates().size(); i++) {
            identities.add(ServerIdentity.read(settings.certificates().get(i), settings.key(i)));
        }
        boolean asked = settings.clients() != TlsSettings.Clients.NONE;
        ClientTrust trust =
                asked && settings.clientCa().isPresent()
                        ? ClientTrust.of(PemFile.read(settings.clientCa().get()))
                        : ClientTrust.NONE;
        return new TlsMaterial(settings, identities, trust);
    }

    /** What a handshake may agree on. */
    SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters();
        int first = PROTOCOLS.indexOf(settings.minimum());
        parameters.setProtocols(PROTOCOLS.subList(first, PROTOCOLS.size()).toArray(String[]::new));
        List<String> suites = settings.ciphers().isEmpty() ? SUITES : settings.ciphers();
        parameters.setCipherSuites(
                suites.stream().filter(supported()::contains).toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        switch (settings.clients()) {
            case NONE -> {}
            case REQUEST -> parameters.setWantClientAuth(trust != ClientTrust.NONE);
            case REQUIRE -> parameters.setNeedClientAuth(true);
        }
        return parameters;
    }

    private static void requireSense(TlsSettings settings) throws TlsFileException {
        if (settings.certificates().isEmpty()) {
            throw new TlsFileException("tls: there is no certificate");
        }
        if (!settings.keys().isEmpty()
                && settings.keys().size() != settings.certificates().size()) {
            throw new TlsFileException(
                    "tls: key: there are %d keys for %d certificates"
                            .formatted(settings.keys().size(), settings.certificates().size()));
        }
        if (settings.clients() == TlsSettings.Clients.REQUIRE && settings.clientCa().isEmpty()) {
            throw new TlsFileException("tls: client-certificates: require needs client-ca");
        }
        if (!PROTOCOLS.contains(settings.minimum())) {
            throw new TlsFileException(
                    "tls: minimum: " + settings.minimum() + " is none of TLSv1.2, TLSv1.3");
        }
        for (String suite : settings.ciphers()) {
            if (!supported().contains(suite)) {
                throw new TlsFileException("tls: ciphers: " + suite + " is no suite that is known");
            }
        }
    }

    private static Set<String> supported() {
        return Supported.SUITES;
    }

    /** Found out once, when it is asked for. */
    private static final class Supported {
        static final Set<String> SUITES = suites();

        private static Set<String> suites() {
            try {
                return Set.copyOf(
                        Arrays.asList(
                                SSLContext.getDefault()
                                        .getSupportedSSLParameters()
                                        .getCipherSuites()));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
