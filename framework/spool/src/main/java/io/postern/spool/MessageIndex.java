// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All unfinished messages by their id. Safe for many threads. A hash table without a key or a node
 * for each message, since an entry knows its own id: some 6 octets where a {@code
 * ConcurrentHashMap} takes 70. In parts, each with its lock, so that nobody waits long when one
 * grows.
 */
final class MessageIndex {
    private static final int PARTS = 64;

    private final Part[] parts = new Part[PARTS];

    MessageIndex() {
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Part();
        }
    }

    @Nullable IndexEntry get(MessageId id) {
        return part(id).get(id);
    }

    /** Adds it, in place of one with the same id. */
    void put(IndexEntry entry) {
        MessageId id = entry.messageId();
        part(id).put(id, entry);
    }

    /** Takes it out; null where it isn't there. */
    @Nullable IndexEntry remove(MessageId id) {
        return part(id).remove(id);
    }

    int size() {
        int size = 0;
        for (Part part : parts) {
            size += part.size();
        }
        return size;
    }

    /** All of them, in no order. */
    List<IndexEntry> all() {
        List<IndexEntry> all = new ArrayList<>(size());
        for (Part part : parts) {
            part.addTo(all);
        }
        return all;
    }

    /**
     * Shows all that are there all the while, and perhaps others; in no order. Holds no lock
     * meanwhile.
     */
    void forEach(Consumer<IndexEntry> visitor) {
        List<IndexEntry> some = new ArrayList<>();
        for (Part part : parts) {
            part.addTo(some);
            some.forEach(visitor);
            some.clear();
        }
    }

    private Part part(MessageId id) {
        return parts[id.hashCode() & (PARTS - 1)];
    }

    /**
     * Open addressing: an entry stands at its hash, or in the next slot behind it that was free. No
     * empty slot lies between.
     */
    private static final class Part {
        private @Nullable IndexEntry[] slots = new @Nullable IndexEntry[16];
        private int size;

        private static int hash(MessageId id) {
            return id.hashCode() >>> 6; // the lowest bits chose the part
        }

        /** Where it is, or where it would be. */
        private int slot(MessageId id) {
            int slot = hash(id) & (slots.length - 1);
            for (IndexEntry at = slots[slot]; at != null && !at.is(id); at = slots[slot]) {
                slot = next(slot);
            }
            return slot;
        }

        private int next(int slot) {
            return (slot + 1) & (slots.length - 1);
        }

        synchronized @Nullable IndexEntry get(MessageId id) {
            return slots[slot(id)];
        }

        synchronized void put(MessageId id, IndexEntry entry) {
            int slot = slot(id);
            if (slots[slot] == null) {
                size++;
            }
            slots[slot] = entry;
            if (size > slots.length / 4 * 3) {
                grow();
            }
        }

        private void grow() {
            @Nullable IndexEntry[] before = slots;
            slots = new @Nullable IndexEntry[before.length * 2];
            for (IndexEntry entry : before) {
                if (entry != null) {
                    slots[slot(entry.messageId())] = entry;
                }
            }
        }

        synchronized @Nullable IndexEntry remove(MessageId id) {
            int slot = slot(id);
            IndexEntry removed = slots[slot];
            if (removed != null) {
                slots[slot] = null;
                size--;
                closeGap(slot);
            }
            return removed;
        }

        /** Puts those behind an emptied slot where they are found again. */
        private void closeGap(int gap) {
            int slot = next(gap);
            for (IndexEntry at = slots[slot]; at != null; at = slots[slot]) {
                slots[slot] = null;
                slots[slot(at.messageId())] = at;
                slot = next(slot);
            }
        }

        synchronized int size() {
            return size;
        }

        synchronized void addTo(List<IndexEntry> all) {
            for (IndexEntry entry : slots) {
                if (entry != null) {
                    all.add(entry);
                }
            }
        }
    }
}
