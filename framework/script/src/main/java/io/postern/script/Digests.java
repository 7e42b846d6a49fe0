// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Digests by algorithms that each JDK has. */
final class Digests {
    private Digests() {}

    static byte[] digest(String algorithm, byte[] data) {
        try {
            return MessageDigest.getInstance(algorithm).digest(data);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Of a text's UTF-8, in lower-case hexadecimal digits. */
    static String hex(String algorithm, String text) {
        return HexFormat.of().formatHex(digest(algorithm, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** RFC 2104. */
    static byte[] hmac(String algorithm, byte[] key, byte[] data) {
        if (key.length == 0) {
            throw new IllegalArgumentException("an empty key keeps nobody out");
        }
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(data);
        } catch (NoSuchAlgorithmException | InvalidKeyException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
