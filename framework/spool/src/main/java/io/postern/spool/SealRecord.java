// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.nio.ByteBuffer;

/**
 * The payload of a SEAL, which ends a segment that was left because it was full, or at a clean
 * stop: what stands before it.
 *
 * @param records before it in the segment
 * @param first sequence of them
 * @param last sequence of them
 */
record SealRecord(long records, long first, long last) {
    PayloadWriter write() {
        return new PayloadWriter(24).putLong(records).putLong(first).putLong(last);
    }

    static SealRecord read(ByteBuffer payload) {
        PayloadReader in = new PayloadReader(payload);
        return new SealRecord(in.readLong(), in.readLong(), in.readLong());
    }
}
