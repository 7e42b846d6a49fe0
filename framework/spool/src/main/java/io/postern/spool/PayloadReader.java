// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Reads a payload that passed its checksum, in the order it was written. */
final class PayloadReader {
    private final ByteBuffer buffer;

    PayloadReader(ByteBuffer payload) {
        this.buffer = payload.duplicate();
    }

    int readByte() {
        return buffer.get();
    }

    int readInt() {
        return buffer.getInt();
    }

    long readLong() {
        return buffer.getLong();
    }

    Instant readInstant() {
        long seconds = buffer.getLong();
        return Instant.ofEpochSecond(seconds, buffer.getInt());
    }

    MessageId readId() {
        long high = buffer.getLong();
        return new MessageId(high, buffer.getLong());
    }

    String readText() {
        return new String(readOctets(), StandardCharsets.UTF_8);
    }

    byte[] readOctets() {
        byte[] octets = new byte[count(1)];
        buffer.get(octets);
        return octets;
    }

    Mailbox readMailbox() {
        String localPart = readText();
        return new Mailbox(localPart, new Domain(readText()));
    }

    /** A number of things that follow, each of at least so many octets. */
    int count(int least) {
        int count = buffer.getInt();
        if (count < 0 || (long) count * least > buffer.remaining()) {
            throw new IllegalStateException("a count of " + count + " in a record");
        }
        return count;
    }

    /** The next octets, without a copy. */
    ByteBuffer view(int length) {
        ByteBuffer view = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        return view;
    }
}
