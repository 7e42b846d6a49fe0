// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.QueueId;
import io.postern.api.mail.ReversePath;
import io.postern.spool.SpooledMessage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * One unfinished message, as little of it as the queue needs: a million of these may wait. All else
 * is asked of the spool when its time comes. Owned by the queue's thread.
 */
final class Entry {
    /** Further away than any instant. */
    static final long NEVER = Long.MAX_VALUE;

    /** The place of one that isn't in the schedule. */
    static final int NOWHERE = -1;

    /** Kept for the name only, which as an object of our own would take as much as this has. */
    private final SpooledMessage message;

    /** Of the name. */
    final int hash;

    /** When we took it; like all times here in milliseconds of the epoch. */
    final long received;

    /** When its next recipient is to be tried, of those that aren't busy. */
    long due = NEVER;

    /** When the sender is told that it takes long. */
    long warnAt = NEVER;

    /** How many recipients haven't come to their end. */
    int live;

    /** Where it is in the {@link Schedule}, which alone sets it. */
    int place = NOWHERE;

    // Its neighbours in the chain of the Backlog, which alone sets them.
    @Nullable Entry older;
    @Nullable Entry newer;

    boolean held;

    /** Whether its recipients are being routed. */
    boolean routing;

    /** Whether an operator wants all of them tried now. */
    boolean forced;

    /** Whether the backlog has let it go. */
    boolean removed;

    /** Recipients that are with a site or whose outcome is being written down. */
    private Indices busy = Indices.NONE;

    private List<Batch> batches = List.of();

    Entry(SpooledMessage message, QueueId id) {
        this.message = message;
        this.hash = EntryTable.hash(id);
        this.received = Spooled.millis(message.received());
    }

    QueueId id() {
        return message.id();
    }

    ReversePath sender() {
        return message.reversePath();
    }

    /** When the schedule should look at it again. */
    long wake() {
        return Math.min(due, warnAt);
    }

    Indices busy() {
        return busy;
    }

    boolean isIdle() {
        return busy.isEmpty() && !routing;
    }

    void occupy(Indices indices) {
        busy = busy.with(indices);
    }

    void free(Indices indices) {
        busy = busy.without(indices);
    }

    void add(Batch batch) {
        List<Batch> more = new ArrayList<>(batches);
        more.add(batch);
        batches = List.copyOf(more); // the smallest list for the usual one
    }

    void remove(Batch batch) {
        batches = batches.stream().filter(other -> other != batch).toList();
    }

    /** Its parts that are with a site. */
    List<Batch> batches() {
        return batches;
    }
}
