// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;

/**
 * Messages by when they are to be looked at: a binary heap in an array, where each message knows
 * its own place, so that any can be taken out without being looked for. Takes 4 octets for each
 * where a tree takes 40. Owned by the queue's thread.
 */
final class Schedule {
    private static final Comparator<Entry> ORDER =
            Comparator.comparingLong(Entry::wake)
                    .thenComparingLong(entry -> entry.received)
                    .thenComparing(Entry::id);

    private @Nullable Entry[] heap = new @Nullable Entry[64];
    private int size;

    /** The next one; null where there is none. */
    @Nullable Entry first() {
        return heap[0];
    }

    /** Adds it, or moves it where its time has changed. */
    void put(Entry entry) {
        if (entry.place == Entry.NOWHERE) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            set(size++, entry);
        }
        settle(entry);
    }

    /** Takes it out, if it is in. */
    void remove(Entry entry) {
        int place = entry.place;
        if (place == Entry.NOWHERE) {
            return;
        }
        Entry last = at(--size);
        heap[size] = null;
        entry.place = Entry.NOWHERE;
        if (last != entry) {
            set(place, last);
            settle(last);
        }
    }

    private void settle(Entry entry) {
        int place = entry.place;
        for (int above = (place - 1) / 2; place > 0 && isBefore(entry, above); ) {
            set(place, at(above));
            place = above;
            above = (place - 1) / 2;
        }
        for (int below = earlierBelow(place); below < size && !isBefore(entry, below); ) {
            set(place, at(below));
            place = below;
            below = earlierBelow(place);
        }
        set(place, entry);
    }

    /** The earlier one of the two below a place; {@code size} or more where there are none. */
    private int earlierBelow(int place) {
        int left = 2 * place + 1;
        return left + 1 < size && isBefore(at(left + 1), left) ? left + 1 : left;
    }

    private boolean isBefore(Entry entry, int place) {
        return ORDER.compare(entry, at(place)) < 0;
    }

    private Entry at(int place) {
        return Objects.requireNonNull(heap[place]);
    }

    private void set(int place, Entry entry) {
        heap[place] = entry;
        entry.place = place;
    }
}
