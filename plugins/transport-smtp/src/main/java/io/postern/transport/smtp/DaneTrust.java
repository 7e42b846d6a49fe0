// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.lookup.TlsaRecord;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Takes a certificate that TLSA records name (RFC 7671, RFC 7672 section 3.1). With DANE-EE the
 * record is all there is to it: neither names nor dates count. With DANE-TA the chain must lead to
 * the certificate that a record names, and bear the host's name.
 */
final class DaneTrust extends ServerTrust {
    private static final int DANE_TA = 2;
    private static final int DANE_EE = 3;

    private final List<TlsaRecord> records;

    DaneTrust(List<TlsaRecord> records) {
        this.records = List.copyOf(records);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        if (isNamed(DANE_EE, chain[0])) {
            return;
        }
        List<X509Certificate> anchors = anchors(chain);
        if (anchors.isEmpty()) {
            throw new CertificateException("no TLSA record names its certificate");
        }
        try {
            ClientTls.trust(store(anchors)).checkServerTrusted(chain, type, socket);
        } catch (CertificateException refusal) {
            throw refusal;
        } catch (GeneralSecurityException | IOException trouble) {
            throw new CertificateException(trouble.getMessage(), trouble);
        }
    }

    /** Those of the chain that a DANE-TA record names, and those that are in one themselves. */
    private List<X509Certificate> anchors(X509Certificate[] chain) throws CertificateException {
        List<X509Certificate> anchors = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            if (isNamed(DANE_TA, certificate)) {
                anchors.add(certificate);
            }
        }
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (TlsaRecord record : records) {
            if (record.usage() == DANE_TA && record.selector() == 0 && record.matching() == 0) {
                byte[] octets = HexFormat.of().parseHex(record.data());
                anchors.add(
                        (X509Certificate)
                                factory.generateCertificate(new ByteArrayInputStream(octets)));
            }
        }
        return anchors;
    }

    private boolean isNamed(int usage, X509Certificate certificate) throws CertificateException {
        for (TlsaRecord record : records) {
            if (record.usage() == usage && record.data().equals(association(record, certificate))) {
                return true;
            }
        }
        return false;
    }

    /** What such a record would have for this certificate (RFC 6698 section 2.1). */
    private static String association(TlsaRecord record, X509Certificate certificate)
            throws CertificateException {
        byte[] octets =
                record.selector() == 0
                        ? certificate.getEncoded()
                        : certificate.getPublicKey().getEncoded();
        return HexFormat.of()
                .formatHex(
                        switch (record.matching()) {
                            case 1 -> digest("SHA-256", octets);
                            case 2 -> digest("SHA-512", octets);
                            default -> octets;
                        });
    }

    private static byte[] digest(String algorithm, byte[] octets) throws CertificateException {
        try {
            return MessageDigest.getInstance(algorithm).digest(octets);
        } catch (GeneralSecurityException impossible) {
            throw new CertificateException(impossible);
        }
    }

    private static KeyStore store(List<X509Certificate> anchors)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate anchor : anchors) {
            store.setCertificateEntry("anchor" + store.size(), anchor);
        }
        return store;
    }
}
