// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.QueueId;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every unfinished message, by name and by when it is to be looked at next. Owned by the queue's
 * thread.
 */
final class Backlog {
    private final TreeMap<QueueId, Entry> entries = new TreeMap<>();
    private final TreeSet<Entry> schedule =
            new TreeSet<>(Comparator.comparingLong(Entry::wake).thenComparing(e -> e.id));
    private long live;
    private long held;

    /** The message of that name; new where it isn't known. */
    Entry entry(QueueId id, long received) {
        return entries.computeIfAbsent(id, _ -> new Entry(id, received));
    }

    @Nullable Entry find(QueueId id) {
        return entries.get(id);
    }

    /** All of them; names sort by age, and a bounce's right behind its message's. */
    Collection<Entry> all() {
        return entries.values();
    }

    /** Looks at it again then, or when a warning is due. */
    void schedule(Entry entry, long due) {
        schedule.remove(entry);
        entry.due = due;
        if (!entry.held && entry.wake() != Entry.NEVER) {
            schedule.add(entry);
        }
    }

    /** Sets when the sender is to be told of the delay. */
    void warn(Entry entry, long at) {
        schedule.remove(entry);
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
        if (schedule.isEmpty() || schedule.first().wake() > now) {
            return null;
        }
        return schedule.pollFirst();
    }

    /** When the next one's time comes. */
    long nextWake() {
        return schedule.isEmpty() ? Entry.NEVER : schedule.first().wake();
    }

    void remove(Entry entry) {
        hold(entry, false);
        live(entry, 0);
        schedule.remove(entry);
        entries.remove(entry.id);
    }

    /** Recipients of messages that aren't held. */
    long live() {
        return live;
    }

    long held() {
        return held;
    }
}
