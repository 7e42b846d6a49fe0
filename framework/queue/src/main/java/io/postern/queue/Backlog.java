// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.QueueId;
import io.postern.spool.SpooledMessage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Every unfinished message, by name, by age and by when it is to be looked at next. Nothing here
 * takes longer where there are more, apart from {@link #oldest}, which takes as long as it is asked
 * for. Owned by the queue's thread.
 */
final class Backlog {
    private final EntryTable entries = new EntryTable();
    private final Schedule schedule = new Schedule();

    // The ends of the chain of all of them, in the order in which they were taken over.
    private @Nullable Entry oldest;
    private @Nullable Entry newest;

    private long live;
    private long held;

    /** What is remembered of a message; new where nothing is. */
    Entry entry(SpooledMessage message) {
        QueueId id = message.id();
        Entry known = entries.get(id);
        if (known != null) {
            return known;
        }
        Entry entry = new Entry(message, id);
        entries.add(entry);
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
        return entry;
    }

    @Nullable Entry find(QueueId id) {
        return entries.get(id);
    }

    /** How many there are. */
    int size() {
        return entries.size();
    }

    /** When the oldest was taken. */
    long oldestReceived() {
        return oldest == null ? Entry.NEVER : oldest.received;
    }

    /** The oldest, at most so many. */
    List<Entry> oldest(int most) {
        List<Entry> chosen = new ArrayList<>(Math.min(most, size()));
        for (Entry entry = oldest; entry != null && chosen.size() < most; entry = entry.newer) {
            chosen.add(entry);
        }
        return chosen;
    }

    /**
     * At most so many that were taken over after one, or the oldest where that is null. One that
     * has gone meanwhile leads to those that stood behind it.
     */
    List<Entry> after(@Nullable Entry last, int most) {
        List<Entry> chosen = new ArrayList<>();
        Entry entry = last == null ? oldest : last.newer;
        for (; entry != null && chosen.size() < most; entry = entry.newer) {
            if (!entry.removed) {
                chosen.add(entry);
            }
        }
        return chosen;
    }

    /** Looks at it again then, or when a warning is due. */
    void schedule(Entry entry, long due) {
        entry.due = due;
        if (!entry.held && entry.wake() != Entry.NEVER) {
            schedule.put(entry);
        } else {
            schedule.remove(entry);
        }
    }

    /** Sets when the sender is to be told of the delay. */
    void warn(Entry entry, long at) {
        entry.warnAt = at;
        schedule(entry, entry.due);
    }

    void hold(Entry entry, boolean hold) {
        if (entry.held != hold) {
            held += hold ? 1 : -1;
            live += hold ? -entry.live : entry.live;
            entry.held = hold;
            schedule(entry, entry.due);
        }
    }

    /** How many of its recipients haven't come to their end. */
    void live(Entry entry, int recipients) {
        if (!entry.held) {
            live += recipients - entry.live;
        }
        entry.live = recipients;
    }

    /** The next whose time has come, taken off the schedule; null where there is none. */
    @Nullable Entry pollDue(long now) {
        Entry first = schedule.first();
        if (first == null || first.wake() > now) {
            return null;
        }
        schedule.remove(first);
        return first;
    }

    /** When the next one's time comes. */
    long nextWake() {
        Entry first = schedule.first();
        return first == null ? Entry.NEVER : first.wake();
    }

    void remove(Entry entry) {
        hold(entry, false);
        live(entry, 0);
        schedule.remove(entry);
        entries.remove(entry);
        unchain(entry);
        entry.removed = true;
    }

    private void unchain(Entry entry) {
        if (entry.older == null) {
            oldest = entry.newer;
        } else {
            entry.older.newer = entry.newer;
        }
        if (entry.newer == null) {
            newest = entry.older;
        } else {
            entry.newer.older = entry.older;
        }
    }

    /** Recipients of messages that aren't held. */
    long live() {
        return live;
    }

    long held() {
        return held;
    }
}
