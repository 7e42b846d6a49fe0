// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.util.Set;

/**
 * What an operator decides about the spool.
 *
 * @param sync whether an answer waits for the disk
 * @param segmentOctets at which size a segment is left
 * @param acceptedGaps segments that may be missing
 */
record SpoolSettings(Sync sync, long segmentOctets, Set<Integer> acceptedGaps) {
    SpoolSettings {
        acceptedGaps = Set.copyOf(acceptedGaps);
    }

    /** What is synced before an answer. */
    enum Sync {
        /** All sessions that wait share one sync: survives a power cut. */
        GROUP,
        /** Nothing: survives a crash of the process only. */
        NONE
    }
}
