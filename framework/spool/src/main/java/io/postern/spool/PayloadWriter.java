// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Mailbox;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * A record while it is written: grows, leaves room for the frame, and is appended without another
 * copy. Numbers are big-endian, everything of variable length has its length before it. Used by one
 * thread at a time.
 */
final class PayloadWriter {
    private byte[] octets;
    private ByteBuffer buffer;

    PayloadWriter(int payload) {
        this(new byte[payload + Frame.OVERHEAD]);
    }

    /** Writes into that array, as long as there is room in it. */
    PayloadWriter(byte[] octets) {
        this.octets = octets;
        this.buffer = ByteBuffer.wrap(octets).position(Frame.HEADER);
    }

    /** The same in an array of its own, with room for so much more. */
    PayloadWriter moved(int more) {
        byte[] own = Arrays.copyOf(octets, buffer.position() + more + Frame.TRAILER);
        PayloadWriter same = new PayloadWriter(own);
        same.buffer.position(buffer.position());
        return same;
    }

    /** What it writes into. */
    byte[] octets() {
        return octets;
    }

    /** Octets of payload so far. */
    int size() {
        return buffer.position() - Frame.HEADER;
    }

    PayloadWriter putByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    PayloadWriter putInt(int value) {
        room(4).putInt(value);
        return this;
    }

    /** Writes over what stands at an offset of the payload. */
    PayloadWriter putInt(int offset, int value) {
        buffer.putInt(Frame.HEADER + offset, value);
        return this;
    }

    PayloadWriter putLong(long value) {
        room(8).putLong(value);
        return this;
    }

    PayloadWriter putInstant(Instant value) {
        return putLong(value.getEpochSecond()).putInt(value.getNano());
    }

    PayloadWriter putId(MessageId id) {
        return putLong(id.high()).putLong(id.low());
    }

    PayloadWriter putText(String value) {
        return putOctets(value.getBytes(StandardCharsets.UTF_8));
    }

    PayloadWriter putOctets(byte[] value) {
        putInt(value.length);
        room(value.length).put(value);
        return this;
    }

    PayloadWriter putMailbox(Mailbox mailbox) {
        return putText(mailbox.localPart()).putText(mailbox.domain().name());
    }

    /** Copies octets as they are, without their length. */
    PayloadWriter putRaw(ByteBuffer value) {
        room(value.remaining()).put(value);
        return this;
    }

    /** A view of part of the payload; stays right when more is written. */
    ByteBuffer view(int offset, int length) {
        return ByteBuffer.wrap(octets, Frame.HEADER + offset, length).slice().asReadOnlyBuffer();
    }

    byte[] copy() {
        return Arrays.copyOfRange(octets, Frame.HEADER, buffer.position());
    }

    /** Ends the payload and makes its checksum. */
    Frame.Unsealed finish(RecordType type, MessageId id, JournalKey key) {
        int length = size();
        room(Frame.TRAILER);
        ByteBuffer record = ByteBuffer.wrap(octets, 0, length + Frame.OVERHEAD);
        long check = key.check(record.slice(Frame.HEADER, length));
        return new Frame.Unsealed(type, id, record, check);
    }

    private ByteBuffer room(int more) {
        if (buffer.remaining() - Frame.TRAILER < more) {
            int position = buffer.position();
            int needed = Math.addExact(position, more) + Frame.TRAILER;
            octets =
                    Arrays.copyOf(
                            octets, Math.max(needed, (int) Math.min(octets.length * 2L, 1 << 24)));
            buffer = ByteBuffer.wrap(octets).position(position);
        }
        return buffer;
    }
}
