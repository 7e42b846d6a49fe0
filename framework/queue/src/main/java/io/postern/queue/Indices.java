// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Some of a message's recipients, by their index. Never changes, so the many messages that have a
 * single recipient share one object, and any thread may read it.
 */
final class Indices {
    static final Indices NONE = new Indices(new BitSet());

    private static final Indices FIRST = new Indices(bits(0));

    private final BitSet bits;

    private Indices(BitSet bits) {
        this.bits = bits;
    }

    /** Those that are set; later changes of the bits don't count. */
    static Indices of(BitSet bits) {
        if (bits.isEmpty()) {
            return NONE;
        }
        return bits.equals(FIRST.bits) ? FIRST : new Indices((BitSet) bits.clone());
    }

    static Indices of(int... indices) {
        return of(bits(indices));
    }

    private static BitSet bits(int... indices) {
        BitSet bits = new BitSet();
        for (int index : indices) {
            bits.set(index);
        }
        return bits;
    }

    boolean has(int index) {
        return bits.get(index);
    }

    int count() {
        return bits.cardinality();
    }

    boolean isEmpty() {
        return bits.isEmpty();
    }

    IntStream stream() {
        return bits.stream();
    }

    /** As a set of its own that may be changed. */
    BitSet bits() {
        return (BitSet) bits.clone();
    }

    /** Those that are among both. */
    Indices shared(Indices others) {
        BitSet both = bits();
        both.and(others.bits);
        return of(both);
    }

    /** Whether some are among both. */
    boolean meets(Indices others) {
        return bits.intersects(others.bits);
    }

    Indices with(Indices others) {
        if (isEmpty()) {
            return others;
        }
        BitSet all = bits();
        all.or(others.bits);
        return of(all);
    }

    Indices without(Indices others) {
        BitSet rest = bits();
        rest.andNot(others.bits);
        return of(rest);
    }
}
