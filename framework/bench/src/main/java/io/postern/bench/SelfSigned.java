// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** Writes the DER of a certificate (RFC 5280), since the JDK only reads them. */
final class SelfSigned {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final int DNS_NAME = 0x82;

    /**
     * OIDs with their tag and length: id-at-commonName, id-ce-subjectAltName, ecdsa-with-SHA256.
     */
    private static final byte[] COMMON_NAME = hex("0603550403");

    private static final byte[] ALTERNATIVE_NAME = hex("0603551d11");
    private static final byte[] ECDSA_SHA256 = hex("06082a8648ce3d040302");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration VALID = Duration.ofDays(7);
    private static final byte[] NAME = ascii("localhost");

    private SelfSigned() {}

    static Certificate certificate(KeyPair pair, Instant now) throws GeneralSecurityException {
        byte[] name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, NAME))));
        byte[] validity = der(SEQUENCE, time(now.minus(VALID)), time(now.plus(VALID)));
        byte[] names = der(OCTET_STRING, der(SEQUENCE, der(DNS_NAME, NAME)));
        byte[] algorithm = der(SEQUENCE, ECDSA_SHA256);
        byte[] version = der(VERSION, der(INTEGER, new byte[] {2}));
        byte[] serial = der(INTEGER, BigInteger.valueOf(now.toEpochMilli()).toByteArray());
        byte[] extensions = der(EXTENSIONS, der(SEQUENCE, der(SEQUENCE, ALTERNATIVE_NAME, names)));
        byte[] key = pair.getPublic().getEncoded();
        byte[] content =
                der(SEQUENCE, version, serial, algorithm, name, validity, name, key, extensions);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(content);
        byte[] signed =
                der(SEQUENCE, content, algorithm, der(BIT_STRING, new byte[1], signature.sign()));
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(signed));
    }

    private static byte[] time(Instant instant) {
        return der(UTC_TIME, ascii(TIME.format(instant)));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
