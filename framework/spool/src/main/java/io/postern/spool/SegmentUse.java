// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.util.TreeMap;

/**
 * How many messages, and receptions under way, need each segment and all behind it: a message is
 * counted at its oldest. Segments are deleted from the old end only, since a newer one may hold
 * what became of an older one's message. Used by the writer thread alone.
 */
final class SegmentUse {
    private final TreeMap<Integer, Integer> users = new TreeMap<>();

    void add(int segment) {
        users.merge(segment, 1, Integer::sum);
    }

    void remove(int segment) {
        users.computeIfPresent(segment, (_, count) -> count == 1 ? null : count - 1);
    }

    /** The oldest segment that somebody needs; {@code current} where nobody does. */
    int lowest(int current) {
        return users.isEmpty() ? current : Math.min(current, users.firstKey());
    }
}
