// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.QueueId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * One unfinished message, as little of it as the queue needs: a million of these may wait. All else
 * is asked of the spool when its time comes. Owned by the queue's thread.
 */
final class Entry {
    /** Further away than any instant. */
    static final long NEVER = Long.MAX_VALUE;

    final QueueId id;

    /** When we took it; like all times here in milliseconds of the epoch. */
    final long received;

    /** When its next recipient is to be tried, of those that aren't busy. */
    long due = NEVER;

    /** When the sender is told that it takes long. */
    long warnAt = NEVER;

    /** How many recipients haven't come to their end. */
    int live;

    boolean held;

    /** Whether its recipients are being routed. */
    boolean routing;

    /** Whether an operator wants all of them tried now. */
    boolean forced;

    private @Nullable BitSet busy;
    private @Nullable List<Batch> batches;

    Entry(QueueId id, long received) {
        this.id = id;
        this.received = received;
    }

    /** When the schedule should look at it again. */
    long wake() {
        return Math.min(due, warnAt);
    }

    /** Recipients, by index, that are with a site or whose outcome is being written down. */
    BitSet busy() {
        return busy == null ? new BitSet() : (BitSet) busy.clone();
    }

    boolean isBusy(int index) {
        return busy != null && busy.get(index);
    }

    boolean isIdle() {
        return busy == null && !routing;
    }

    void occupy(BitSet indices) {
        if (busy == null) {
            busy = new BitSet();
        }
        busy.or(indices);
    }

    void free(BitSet indices) {
        if (busy != null) {
            busy.andNot(indices);
            if (busy.isEmpty()) {
                busy = null;
            }
        }
    }

    void add(Batch batch) {
        if (batches == null) {
            batches = new ArrayList<>(1);
        }
        batches.add(batch);
    }

    void remove(Batch batch) {
        if (batches != null) {
            batches.remove(batch);
            if (batches.isEmpty()) {
                batches = null;
            }
        }
    }

    /** Its parts that are with a site. */
    List<Batch> batches() {
        return batches == null ? List.of() : List.copyOf(batches);
    }
}
