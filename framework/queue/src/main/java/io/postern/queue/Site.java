// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One transport and the set of hosts it goes to: what shares a limit and a back-off. Owned by the
 * queue's thread.
 *
 * <table>
 *   <caption>Its states, moved by what attempts say of the destination</caption>
 *   <tr><th>state<th>attempts at once<th>it answers<th>it doesn't
 *   <tr><td>FRESH, never tried<td>the limit<td>GOOD<td>DOWN
 *   <tr><td>GOOD<td>the limit<td>GOOD<td>DOUBTED
 *   <tr><td>DOUBTED, failed once since it answered<td>the limit<td>GOOD<td>DOWN
 *   <tr><td>DOWN<td>none for a while, then one<td>GOOD<td>DOWN
 * </table>
 *
 * <p>So one dropped connection doesn't stop a busy site, and a dead one gets one attempt at a time.
 */
final class Site {
    /** Routers shuffle equal hosts; with up to four of them every order is kept once. */
    private static final int MOST_ORDERS = 24;

    final Key key;

    int active;

    /** Whether it waits for its turn among the sites. */
    boolean listed;

    /** Whether its transport isn't there. */
    boolean stranded;

    /** Parts of messages that wait for a place, oldest first. */
    private final Deque<Batch> ready = new ArrayDeque<>();

    /** None of those is of a message that was taken before. */
    private long oldest = Entry.NEVER;

    private final Map<List<NextHop>, List<NextHop>> orders = new HashMap<>();
    private State state = State.FRESH;
    private long blockedUntil;
    private Status.Transient blame = new Status.Transient(4, 1, "not reached");

    Site(Key key) {
        this.key = key;
    }

    /** The same list for each message that has the same hosts in the same order. */
    List<NextHop> shared(List<NextHop> hops) {
        if (orders.size() >= MOST_ORDERS) {
            return orders.getOrDefault(hops, hops);
        }
        return orders.computeIfAbsent(hops, same -> same);
    }

    void addLast(Batch batch) {
        ready.addLast(batch);
        oldest = Math.min(oldest, batch.entry.received);
    }

    void addFirst(Batch batch) {
        ready.addFirst(batch);
        oldest = Math.min(oldest, batch.entry.received);
    }

    Batch removeFirst() {
        return ready.removeFirst();
    }

    /** Whether something waits for a place. */
    boolean isReady() {
        return !ready.isEmpty();
    }

    /**
     * Takes out what is of messages taken before some time. Looks at what waits only where there
     * may be such a one, since this is asked every minute.
     */
    List<Batch> removeReceived(long before) {
        if (oldest >= before) {
            return List.of();
        }
        List<Batch> removed =
                ready.stream().filter(batch -> batch.entry.received < before).toList();
        ready.removeIf(batch -> batch.entry.received < before);
        oldest = Entry.NEVER;
        ready.forEach(batch -> oldest = Math.min(oldest, batch.entry.received));
        return removed;
    }

    /** How many attempts may run at once. */
    int limit(int usual) {
        return state == State.DOWN ? 1 : usual;
    }

    boolean isBlocked(long now) {
        return now < blockedUntil;
    }

    /** Why mail for it waits, where it is left alone. */
    Status.Transient reason() {
        return stranded
                ? new Status.Transient(
                        3, 0, "transport '" + Line.of(key.transport()) + "' is not there")
                : blame;
    }

    long blockedUntil() {
        return blockedUntil;
    }

    /** An attempt was answered by the destination, whatever it said of the mail. */
    void answered() {
        state = State.GOOD;
        open();
    }

    /** An attempt found that no mail would be taken. True where the site is now left alone. */
    boolean failed(long now, long until, Status.Transient why) {
        if (state == State.GOOD) {
            state = State.DOUBTED;
            return false;
        }
        if (isBlocked(now)) {
            return false;
        }
        state = State.DOWN;
        blockedUntil = until;
        blame = why;
        return true;
    }

    /** Forgets that it was to be left alone. */
    void open() {
        blockedUntil = 0;
    }

    boolean isForgettable(long now) {
        return ready.isEmpty() && active == 0 && !isBlocked(now);
    }

    /** See the class. */
    private enum State {
        FRESH,
        GOOD,
        DOUBTED,
        DOWN
    }

    /**
     * What makes two deliveries go to the same site.
     *
     * @param transport its name
     * @param hosts host:port of all hops, sorted; empty for a transport that delivers here
     */
    record Key(String transport, List<String> hosts) {
        static Key of(String transport, List<NextHop> hops) {
            return new Key(
                    transport, hops.stream().map(NextHop::toString).distinct().sorted().toList());
        }
    }
}
