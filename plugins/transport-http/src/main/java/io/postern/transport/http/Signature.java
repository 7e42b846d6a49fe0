// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves to the service that a request is ours and new: HMAC-SHA256 over the time, the envelope's
 * fields and the body.
 *
 * @param secret shared with the service; empty where nothing is signed
 */
record Signature(String secret) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BLOCK = 32 * 1024;

    boolean isWanted() {
        return !secret.isEmpty();
    }

    /** The value of {@code X-Postern-Signature}. Reads the body once. */
    String of(Post post, Instant now) throws IOException {
        Mac mac = mac();
        StringBuilder text = new StringBuilder().append(now.getEpochSecond()).append('\n');
        for (List<String> values : post.envelope().values()) {
            values.forEach(value -> text.append(value).append('\n'));
        }
        mac.update(text.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
        byte[] block = new byte[BLOCK];
        try (InputStream body = post.body()) {
            for (int got = body.read(block); got >= 0; got = body.read(block)) {
                mac.update(block, 0, got);
            }
        }
        return "t=" + now.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(mac.doFinal());
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }

    @Override
    public String toString() {
        return "Signature[]";
    }
}
