// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import net.openhft.chronicle.queue.RollCycle;

/**
 * A roll cycle that never rolls: each of our segments is a queue of one cycle, the first. Whether a
 * segment is full we decide by its size; the wall clock has no part in it. The index is as small as
 * may be, since nothing is ever looked up in it.
 */
enum SegmentCycle implements RollCycle {
    ONLY;

    /** The file of the first cycle, by {@link #format()}. */
    static final String FILE = "19700101.cq4";

    static final int INDEX_COUNT = 8;
    static final int INDEX_SPACING = 1 << 20;

    private static final int SEQUENCE_BITS = 40;
    private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;

    @Override
    public String format() {
        return "yyyyMMdd";
    }

    @Override
    public int lengthInMillis() {
        return 86_400_000;
    }

    @Override
    public int defaultIndexCount() {
        return INDEX_COUNT;
    }

    @Override
    public int defaultIndexSpacing() {
        return INDEX_SPACING;
    }

    @Override
    public long toIndex(int cycle, long sequenceNumber) {
        return ((long) cycle << SEQUENCE_BITS) + (sequenceNumber & SEQUENCE_MASK);
    }

    @Override
    public long toSequenceNumber(long index) {
        return index & SEQUENCE_MASK;
    }

    @Override
    public int toCycle(long index) {
        return (int) (index >> SEQUENCE_BITS);
    }

    @Override
    public long maxMessagesPerCycle() {
        return SEQUENCE_MASK;
    }
}
