// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.QueueId;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The 16 octets that name a message in each of its records: the queue id's characters where they
 * fit, else the start of their SHA-256.
 */
record MessageId(long high, long low) {
    /** Of records that belong to no message. */
    static final MessageId NONE = new MessageId(0, 0);

    private static final int OCTETS = 16;

    static MessageId of(QueueId id) {
        byte[] name = id.value().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer octets = ByteBuffer.allocate(OCTETS);
        if (name.length <= OCTETS) {
            octets.put(name);
        } else {
            octets.put(sha256(name), 0, OCTETS);
        }
        return new MessageId(octets.getLong(0), octets.getLong(8));
    }

    /** Whether a queue id can be read back from these octets. */
    static boolean spells(QueueId id) {
        return id.value().length() <= OCTETS;
    }

    /** The queue id whose characters these are. */
    QueueId spelled() {
        byte[] name = new byte[OCTETS];
        ByteBuffer.wrap(name).putLong(high).putLong(low);
        int length = OCTETS;
        while (length > 0 && name[length - 1] == 0) {
            length--;
        }
        return new QueueId(new String(name, 0, length, StandardCharsets.US_ASCII));
    }

    /** What {@link #toString()} says of an id that can't be spelled. */
    static MessageId ofHex(String digits) {
        return new MessageId(
                Long.parseUnsignedLong(digits, 0, 16, 16),
                Long.parseUnsignedLong(digits, 16, 32, 16));
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException impossible) { // every Java platform has it
            throw new AssertionError(impossible);
        }
    }

    /** The queue id, or 32 hexadecimal digits where these octets don't spell one. */
    @Override
    public String toString() {
        try {
            return spelled().value();
        } catch (IllegalArgumentException hash) {
            return "%016x%016x".formatted(high, low);
        }
    }

    @Override
    public int hashCode() {
        long mixed = (high ^ low) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }
}
