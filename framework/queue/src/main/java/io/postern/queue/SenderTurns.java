// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.ReversePath;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What waits at one place, in an order in which senders take turns: with k senders each gets every
 * k-th place, however much the others have. Senders are told apart by the domain of the
 * reverse-path and the letters its local part begins with, so that a list that numbers its
 * reverse-paths is one sender. All of them share 64 lines, so memory doesn't grow with their
 * number; two that share a line by chance share its turns. Owned by the queue's thread.
 */
final class SenderTurns {
    private static final int LINES = 64;

    /** The one whose turn was last, in a ring; null where nothing waits. */
    private @Nullable Waiting last;

    private int size;

    /** The line of a sender, from 0 to 63. */
    static byte line(ReversePath sender) {
        return switch (sender) {
            case ReversePath.Null _ -> 0;
            case ReversePath.Of(var mailbox) -> {
                String local = mailbox.localPart();
                int letters = 0;
                while (letters < local.length() && Character.isLetter(local.charAt(letters))) {
                    letters++;
                }
                int hash =
                        31 * mailbox.domain().hashCode()
                                + local.substring(0, letters).toLowerCase(Locale.ROOT).hashCode();
                yield (byte) (((hash * 0x9e3779b9) >>> 16) % LINES);
            }
        };
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** How many senders, at least, have something waiting. */
    int senders() {
        int count = 0;
        Waiting first = last;
        for (Waiting line = last; line != null; line = line.next == first ? null : line.next) {
            count++;
        }
        return count;
    }

    /** Behind what its sender has already. */
    void addLast(Batch batch) {
        Waiting line = waiting(batch.line);
        batch.next = null;
        if (line.tail == null) {
            line.head = batch;
        } else {
            line.tail.next = batch;
        }
        line.tail = batch;
        size++;
    }

    /** Before what its sender has, and its sender is next. */
    void addFirst(Batch batch) {
        Waiting line = waiting(batch.line);
        batch.next = line.head;
        line.head = batch;
        if (line.tail == null) {
            line.tail = batch;
        }
        size++;
    }

    /** The next; there must be one. */
    Batch removeFirst() {
        if (last == null) {
            throw new IllegalStateException("nothing waits");
        }
        Waiting line = last.next;
        Batch batch = line.head;
        if (batch == null) {
            throw new IllegalStateException("a line without mail");
        }
        line.head = batch.next;
        batch.next = null;
        size--;
        if (line.head == null) {
            unlink(line);
        } else {
            last = line;
        }
        return batch;
    }

    /** Takes out some of it. */
    List<Batch> removeIf(Predicate<Batch> unwanted) {
        List<Batch> removed = new ArrayList<>();
        List<Batch> kept = new ArrayList<>();
        while (!isEmpty()) {
            Batch batch = removeFirst();
            (unwanted.test(batch) ? removed : kept).add(batch);
        }
        kept.forEach(this::addLast);
        return removed;
    }

    private Waiting waiting(byte number) {
        Waiting first = last;
        for (Waiting line = last; line != null; line = line.next == first ? null : line.next) {
            if (line.number == number) {
                return line;
            }
        }
        Waiting made = new Waiting(number);
        if (last != null) {
            made.next = last.next;
            last.next = made;
        }
        last = made;
        return made;
    }

    private void unlink(Waiting line) {
        Waiting before = line;
        while (before.next != line) {
            before = before.next;
        }
        before.next = line.next;
        last = before == line ? null : before;
    }

    /** What one line has; the batches are chained. */
    private static final class Waiting {
        private final byte number;
        private Waiting next = this;
        private @Nullable Batch head;
        private @Nullable Batch tail;

        Waiting(byte number) {
            this.number = number;
        }
    }
}
