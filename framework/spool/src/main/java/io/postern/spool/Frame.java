// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * The frame around each payload, big-endian: magic 4, type 1, version 1, flags 2, sequence 8,
 * durable 8, message id 16, length 4, payload, checksum 8. The sequence has no gaps; {@code
 * durable} is the last sequence known to be synced when the record was written, so that recovery
 * can tell what was never answered for from what is damaged. The checksum is over the header and
 * the payload's own checksum.
 */
final class Frame {
    static final int MAGIC = 0x50535231; // PSR1
    static final byte VERSION = 1;
    static final int HEADER = 44;
    static final int TRAILER = 8;
    static final int OVERHEAD = HEADER + TRAILER;

    /** Every engine must take as much; more than any envelope that a server lets in. */
    private static final int MOST = 12 << 20;

    private Frame() {}

    /**
     * Refuses what no engine would take.
     *
     * @throws IllegalArgumentException where it is too long for one record
     */
    static void requireFits(int payload) {
        if (!fits(payload)) {
            throw new IllegalArgumentException("a record of " + payload + " octets");
        }
    }

    /** Whether one record can take as much. */
    static boolean fits(int payload) {
        return payload <= MOST;
    }

    /** A record that passed. */
    record Parsed(
            RecordType type,
            long sequence,
            long durable,
            MessageId id,
            ByteBuffer payload,
            long payloadCheck) {}

    /** Completes a record whose payload stands at {@link #HEADER}; makes it ready to append. */
    static ByteBuffer seal(Unsealed unsealed, JournalKey key, long sequence, long durable) {
        ByteBuffer record = unsealed.octets();
        int length = record.limit() - OVERHEAD;
        record.putInt(0, MAGIC).put(4, unsealed.type().number()).put(5, VERSION);
        record.putShort(6, (short) 0).putLong(8, sequence).putLong(16, durable);
        record.putLong(24, unsealed.id().high()).putLong(32, unsealed.id().low());
        record.putInt(40, length);
        record.putLong(HEADER + length, headerCheck(record, key, unsealed.payloadCheck()));
        return record.position(0);
    }

    /** What has to be known of a record before its place in the sequence is. */
    record Unsealed(RecordType type, MessageId id, ByteBuffer octets, long payloadCheck) {}

    /**
     * Reads a record; null where it isn't one, isn't whole or isn't of this journal.
     *
     * @throws UnknownRecordException where it is whole, but of a later version
     */
    static @Nullable Parsed parse(ByteBuffer record, JournalKey key) {
        ByteBuffer whole = record.slice();
        int length = whole.capacity() - OVERHEAD;
        if (length < 0 || whole.getInt(0) != MAGIC || whole.getInt(40) != length) {
            return null;
        }
        ByteBuffer payload = whole.slice(HEADER, length);
        long payloadCheck = key.check(payload);
        if (whole.getLong(HEADER + length) != headerCheck(whole, key, payloadCheck)) {
            return null;
        }
        RecordType type = RecordType.of(whole.get(4));
        if (type == null || whole.get(5) != VERSION) {
            throw new UnknownRecordException(whole.get(4), whole.get(5));
        }
        MessageId id = new MessageId(whole.getLong(24), whole.getLong(32));
        return new Parsed(type, whole.getLong(8), whole.getLong(16), id, payload, payloadCheck);
    }

    private static long headerCheck(ByteBuffer record, JournalKey key, long payloadCheck) {
        ByteBuffer checked = ByteBuffer.allocate(HEADER + 8);
        checked.put(0, record, 0, HEADER).putLong(HEADER, payloadCheck);
        return key.check(checked);
    }

    /** A record of a later version of this software: recovery refuses to guess. */
    static final class UnknownRecordException extends RuntimeException {
        UnknownRecordException(int type, int version) {
            super("a record of type " + type + ", version " + version);
        }
    }
}
