// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.util.ArrayDeque;

/**
 * Memory for records that are full of a message's octets, used again once they are written. Were
 * each record's its own, the garbage collector would copy all that wait for the disk again and
 * again. Safe for many threads.
 */
final class ChunkBuffers {
    /** What a record holds of a message. */
    static final int CHUNK = 64 << 10;

    /** With the frame, and the length before the octets. */
    private static final int OCTETS = CHUNK + 4 + Frame.OVERHEAD;

    /** As many as may wait for the writer. */
    private static final int MOST = (int) (WriterQueue.MOST_OCTETS / OCTETS);

    private final ArrayDeque<byte[]> free = new ArrayDeque<>();

    /** One with anything in it. */
    byte[] take() {
        synchronized (free) {
            byte[] used = free.pollLast();
            if (used != null) {
                return used;
            }
        }
        return new byte[OCTETS];
    }

    /** Takes one back that nobody looks at any more; others than those from here are left alone. */
    void give(byte[] octets) {
        if (octets.length == OCTETS) {
            synchronized (free) {
                if (free.size() < MOST) {
                    free.addLast(octets);
                }
            }
        }
    }
}
