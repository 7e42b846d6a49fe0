// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A message over octets in memory. */
public final class TestMessage implements Message {
    private final byte[] octets;
    private final AtomicInteger open = new AtomicInteger();

    private TestMessage(byte[] octets) {
        this.octets = octets;
    }

    /** These octets, which nobody changes afterwards. */
    public static TestMessage of(byte[] octets) {
        return new TestMessage(octets);
    }

    /** This text in UTF-8, line ends as they are. */
    public static TestMessage of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A message with one header field and this line of text. */
    public static TestMessage saying(String line) {
        return of("Subject: test\r\n\r\n" + line + "\r\n");
    }

    /** One whose octets can't be read: what a damaged spool or a dying disk looks like. */
    public static Message unreadable() {
        return new Unreadable(100, List.of());
    }

    /** The same message, but for its content, which can't be read. */
    public Message broken() {
        return new Unreadable(octets.length, headers());
    }

    /** How many of the streams that {@link #content} gave out haven't been closed. */
    public int openStreams() {
        return open.get();
    }

    /** The octets themselves. */
    public byte[] octets() {
        return octets.clone();
    }

    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public List<HeaderField> headers() {
        List<HeaderField> fields = new ArrayList<>();
        String text = new String(octets, StandardCharsets.UTF_8);
        int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
        String head = end < 0 ? text : text.substring(0, end);
        for (String field : head.split("\r\n(?![ \t])", -1)) {
            int colon = field.indexOf(':');
            if (colon > 0) {
                String value = field.substring(colon + 1).replace("\r\n", "");
                fields.add(new HeaderField(field.substring(0, colon).strip(), value.strip()));
            }
        }
        return fields;
    }

    @Override
    public boolean isEightBit() {
        for (byte octet : octets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public InputStream content() {
        open.incrementAndGet();
        return new Counted();
    }

    private final class Counted extends ByteArrayInputStream {
        private boolean closed;

        private Counted() {
            super(octets);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }

    private record Unreadable(long size, List<HeaderField> headers) implements Message {

        @Override
        public boolean isEightBit() {
            return false;
        }

        @Override
        public InputStream content() throws IOException {
            throw new IOException("this message can't be read");
        }
    }
}
