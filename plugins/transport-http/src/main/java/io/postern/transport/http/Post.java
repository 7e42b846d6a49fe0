// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.http;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryAttempt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * What is posted of a message to some of its recipients: the envelope in header fields, the message
 * as it is or in JSON. Bodies are streams, so that a message of any size needs little memory.
 *
 * @param unreadable whether the spool has failed while it was read
 */
record Post(
        DeliveryAttempt attempt,
        List<Recipient> recipients,
        HttpTransport.Format format,
        AtomicBoolean unreadable) {
    /** Octets that are encoded at once; a multiple of 3, so that base 64 needs no padding. */
    private static final int BLOCK = 24 * 1024;

    Post {
        recipients = List.copyOf(recipients);
    }

    String contentType() {
        return switch (format) {
            case MESSAGE -> "message/rfc822";
            case JSON -> "application/json";
        };
    }

    /** The fields of the envelope, in the order in which they are signed. */
    Map<String, List<String>> envelope() {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        fields.put("X-Postern-Queue-Id", List.of(attempt.queueId().value()));
        fields.put("X-Postern-Reverse-Path", List.of(escaped(attempt.reversePath().toString())));
        fields.put(
                "X-Postern-Recipient",
                recipients.stream().map(one -> escaped(one.mailbox().toString())).toList());
        return fields;
    }

    /** Octets of the body. */
    long length() {
        long size = attempt.message().size();
        return switch (format) {
            case MESSAGE -> size;
            case JSON -> head().length + (size + 2) / 3 * 4 + tail().length;
        };
    }

    /** The body from its start. Reading it may block for the spool. */
    InputStream body() throws IOException {
        try {
            InputStream content = new Watched(attempt.message().content(), unreadable);
            return switch (format) {
                case MESSAGE -> content;
                case JSON ->
                        new SequenceInputStream(
                                Collections.enumeration(
                                        List.of(
                                                new ByteArrayInputStream(head()),
                                                new Base64Stream(content),
                                                new ByteArrayInputStream(tail()))));
            };
        } catch (IOException trouble) {
            unreadable.set(true);
            throw trouble;
        }
    }

    private byte[] head() {
        List<String> members = new ArrayList<>();
        members.add("\"queueId\":" + quoted(attempt.queueId().value()));
        members.add("\"reversePath\":" + quoted(attempt.reversePath().toString()));
        members.add(
                recipients.stream()
                        .map(one -> quoted(one.mailbox().toString()))
                        .collect(Collectors.joining(",", "\"recipients\":[", "]")));
        members.add("\"size\":" + attempt.message().size());
        String text = "{" + String.join(",", members) + ",\"message\":\"";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] tail() {
        return "\"}".getBytes(StandardCharsets.US_ASCII);
    }

    /** Printable US-ASCII as it is but for the percent sign; the other octets as {@code %C3}. */
    static String escaped(String text) {
        StringBuilder field = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet >= ' ' && octet <= '~' && octet != '%') {
                field.append((char) octet);
            } else {
                field.append("%%%02X".formatted(octet & 0xff));
            }
        }
        return field.toString();
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** Notes that the spool has failed, since the client only says that the request did. */
    private static final class Watched extends InputStream {
        private final InputStream in;
        private final AtomicBoolean failed;

        Watched(InputStream in, AtomicBoolean failed) {
            this.in = in;
            this.failed = failed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] octets, int from, int most) throws IOException {
            try {
                return in.read(octets, from, most);
            } catch (IOException trouble) {
                failed.set(true);
                throw trouble;
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Encodes what it reads, in one line. */
    private static final class Base64Stream extends InputStream {
        private final InputStream in;
        private byte[] encoded = {};
        private int at;

        Base64Stream(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return fill() ? encoded[at++] : -1;
        }

        @Override
        public int read(byte[] octets, int from, int most) throws IOException {
            Objects.checkFromIndexSize(from, most, octets.length);
            if (!fill()) {
                return -1;
            }
            int some = Math.min(most, encoded.length - at);
            System.arraycopy(encoded, at, octets, from, some);
            at += some;
            return some;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        private boolean fill() throws IOException {
            if (at == encoded.length) {
                encoded = Base64.getEncoder().encode(in.readNBytes(BLOCK));
                at = 0;
            }
            return encoded.length > 0;
        }
    }
}
