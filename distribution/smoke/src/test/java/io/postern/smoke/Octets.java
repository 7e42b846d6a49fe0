// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Messages that are hard to carry unchanged, and what to compare them by. */
final class Octets {
    private Octets() {}

    /** By name; all end with CRLF. */
    static Map<String, byte[]> messages() {
        Map<String, byte[]> messages = new LinkedHashMap<>();
        messages.put("empty-body", message(""));
        messages.put("one-line", message("hello\r\n"));
        messages.put("dots", message(".\r\n..\r\n.leading\r\nend.\r\n.\r\n"));
        messages.put("trailing-spaces", message("a \r\n\tb\t\r\n\r\n\r\n"));
        messages.put("longest-line", message("x".repeat(998) + "\r\n"));
        messages.put("eight-bit", message("Grüße, привет, 你好\r\nÀÉÎ\r\n"));
        messages.put("64-KiB", message(lines(64 * 1024, 1)));
        messages.put("1-MiB", message(lines(1024 * 1024, 2)));
        messages.put("25-MiB", message(lines(25 * 1024 * 1024, 3)));
        return messages;
    }

    static byte[] message(String body) {
        return ("From: Alice <alice@example.test>\r\n"
                        + "To: bob@example.test\r\n"
                        + "Subject: octets\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A message that came, without the Received field (and what else stands above From) that the
     * way put on it.
     */
    static byte[] withoutTrace(byte[] arrived) {
        String start =
                new String(arrived, 0, Math.min(arrived.length, 8192), StandardCharsets.ISO_8859_1);
        int from = start.startsWith("From:") ? 0 : start.indexOf("\nFrom:") + 1;
        return Arrays.copyOfRange(arrived, from, arrived.length);
    }

    /** As a Maildir has it: lines end with LF. */
    static byte[] withLineFeeds(byte[] message) {
        ByteArrayOutputStream converted = new ByteArrayOutputStream(message.length);
        for (byte octet : message) {
            if (octet != '\r') {
                converted.write(octet);
            }
        }
        return converted.toByteArray();
    }

    private static String lines(int octets, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(octets + 100);
        while (text.length() < octets) {
            int length = random.nextInt(78);
            for (int i = 0; i < length; i++) {
                text.append((char) (' ' + random.nextInt(95)));
            }
            text.append("\r\n");
        }
        return text.toString();
    }
}
