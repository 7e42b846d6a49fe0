// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;

/** Reads private keys: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017), SEC 1 (RFC 5915). */
final class PrivateKeys {
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String PKCS8_ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final String PKCS1 = "RSA PRIVATE KEY";
    private static final String SEC1 = "EC PRIVATE KEY";

    private static final byte[] VERSION_0 = {0};
    private static final byte[] RSA_ENCRYPTION = HexFormat.of().parseHex("2a864886f70d010101");
    private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("2a8648ce3d0201");

    private PrivateKeys() {}

    /**
     * The one key in a file.
     *
     * @param algorithm of the certificate's key
     */
    static PrivateKey read(PemFile file, String algorithm) throws TlsFileException {
        List<PemFile.Block> blocks = file.labelled(PKCS8, PKCS8_ENCRYPTED, PKCS1, SEC1);
        if (blocks.size() != 1) {
            throw file.broken(
                    blocks.isEmpty() ? "holds no private key" : "holds more than one private key");
        }
        PemFile.Block block = blocks.getFirst();
        if (block.encrypted() || block.label().equals(PKCS8_ENCRYPTED)) {
            throw file.broken(
                    "the key is encrypted, and there is nobody to ask for the passphrase;"
                            + " decrypt it with: openssl pkey -in KEY -out NEW");
        }
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8(block)));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw file.broken(
                    "the key is damaged or not of the certificate's kind, which is " + algorithm);
        }
    }

    private static byte[] pkcs8(PemFile.Block block) {
        return switch (block.label()) {
            case PKCS1 ->
                    wrapped(
                            Der.value(
                                    Der.SEQUENCE,
                                    Der.value(Der.OBJECT_IDENTIFIER, RSA_ENCRYPTION),
                                    Der.value(Der.NULL)),
                            block.octets());
            case SEC1 ->
                    wrapped(
                            Der.value(
                                    Der.SEQUENCE,
                                    Der.value(Der.OBJECT_IDENTIFIER, EC_PUBLIC_KEY),
                                    curve(block.octets())),
                            block.octets());
            default -> block.octets();
        };
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return Der.value(
                Der.SEQUENCE,
                Der.value(Der.INTEGER, VERSION_0),
                algorithm,
                Der.value(Der.OCTET_STRING, key));
    }

    /** The curve's name, which SEC 1 has inside the key and PKCS#8 beside it. */
    private static byte[] curve(byte[] key) {
        ByteBuffer fields = Der.read(ByteBuffer.wrap(key), Der.SEQUENCE);
        Der.read(fields, Der.INTEGER);
        Der.read(fields, Der.OCTET_STRING);
        ByteBuffer parameters = Der.read(fields, Der.FIELD_0);
        byte[] curve = new byte[parameters.remaining()];
        parameters.get(curve);
        return curve;
    }
}
