// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.QueueId;

import org.jspecify.annotations.Nullable;

/**
 * Messages by name: a hash table without a key or a node for each, since a message knows its own
 * name; some 6 octets where a {@code HashMap} takes 110 with the name. An entry stands at its hash,
 * or in the next slot behind it that was free; no empty slot lies between. Owned by the queue's
 * thread.
 */
final class EntryTable {
    private @Nullable Entry[] slots = new @Nullable Entry[64];
    private int size;

    static int hash(QueueId id) {
        int hash = id.hashCode();
        return hash ^ hash >>> 15;
    }

    @Nullable Entry get(QueueId id) {
        int hash = hash(id);
        int slot = first(hash);
        Entry entry = slots[slot];
        while (entry != null && !(entry.hash == hash && entry.id().equals(id))) {
            slot = next(slot);
            entry = slots[slot];
        }
        return entry;
    }

    /** Adds one that isn't there. */
    void add(Entry entry) {
        if (++size > slots.length / 4 * 3) {
            grow();
        }
        place(entry);
    }

    /** Takes out one that is there. */
    void remove(Entry entry) {
        int slot = first(entry.hash);
        while (slots[slot] != entry) {
            slot = next(slot);
        }
        slots[slot] = null;
        size--;
        closeGap(slot);
    }

    int size() {
        return size;
    }

    /** Puts those behind an emptied slot where they are found again. */
    private void closeGap(int gap) {
        int slot = next(gap);
        for (Entry entry = slots[slot]; entry != null; entry = slots[slot]) {
            slots[slot] = null;
            place(entry);
            slot = next(slot);
        }
    }

    private void grow() {
        @Nullable Entry[] before = slots;
        slots = new @Nullable Entry[before.length * 2];
        for (Entry entry : before) {
            if (entry != null) {
                place(entry);
            }
        }
    }

    private void place(Entry entry) {
        int slot = first(entry.hash);
        while (slots[slot] != null) {
            slot = next(slot);
        }
        slots[slot] = entry;
    }

    private int first(int hash) {
        return hash & (slots.length - 1);
    }

    private int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }
}
