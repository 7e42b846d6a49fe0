// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * Makes the checksums of one journal's records. A random key goes into them first, so that a mail
 * body can't contain a record that recovery would believe. 64 bits: CRC-32C and CRC-32, each after
 * its own half of the key.
 */
final class JournalKey {
    static final int OCTETS = 16;

    private final byte[] key;

    JournalKey(byte[] key) {
        if (key.length != OCTETS) {
            throw new IllegalArgumentException("a journal's key has 16 octets");
        }
        this.key = key.clone();
    }

    static JournalKey random() {
        byte[] key = new byte[OCTETS];
        new SecureRandom().nextBytes(key);
        return new JournalKey(key);
    }

    byte[] octets() {
        return key.clone();
    }

    /** The checksum of some octets. Leaves the buffer's position alone. */
    long check(ByteBuffer octets) {
        CRC32C first = new CRC32C();
        first.update(key, 0, OCTETS / 2);
        first.update(octets.duplicate());
        CRC32 second = new CRC32();
        second.update(key, OCTETS / 2, OCTETS / 2);
        second.update(octets.duplicate());
        return join(first, second);
    }

    private static long join(Checksum first, Checksum second) {
        return first.getValue() << 32 | second.getValue();
    }
}
