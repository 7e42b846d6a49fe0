// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One transport and the set of hosts it goes to: what shares a back-off, and, for each source it is
 * reached from, limits ({@link Lane}). Owned by the queue's thread.
 *
 * <table>
 *   <caption>Its states, moved by what attempts say of the destination</caption>
 *   <tr><th>state<th>attempts at once<th>it answers<th>it doesn't
 *   <tr><td>FRESH, not answered yet<td>2<td>GOOD<td>DOWN
 *   <tr><td>GOOD<td>5, then what it bears<td>GOOD<td>DOUBTED
 *   <tr><td>DOUBTED, fails since it answered last<td>at most 5<td>GOOD<td>DOWN after some in a row
 *   <tr><td>DOWN<td>none for a while, then one<td>GOOD<td>DOWN
 * </table>
 *
 * <p>So one dropped connection doesn't stop a busy site, and a dead one gets one attempt at a time.
 * The row is as long as there were attempts under way when it began, at least 2 and at most 5.
 */
final class Site {
    /** Routers shuffle equal hosts; with up to four of them every order is kept once. */
    private static final int MOST_ORDERS = 24;

    private static final int MOST_DOMAINS = 20;

    /** Few, since each may take minutes to find out that nobody is there. */
    private static final int MOST_UNKNOWN = 2;

    private static final int LEAST_ROW = 2;
    private static final int MOST_ROW = 5;

    final Key key;

    int active;

    /** How much is put aside that goes here. */
    int parked;

    /** Whether it waits for its turn among the sites. */
    boolean listed;

    /** Whether its transport isn't there. */
    boolean stranded;

    /** When the sites look at it next. */
    long wake = Entry.NEVER;

    /** When it was last of use. */
    long used;

    private final String name;
    private final List<Lane> lanes = new ArrayList<>(1);
    private int turn;

    private final Map<Way, Way> ways = new HashMap<>();
    private final Set<Domain> domains = new LinkedHashSet<>();
    private State state = State.FRESH;
    private int failures;
    private int row;
    private long blockedUntil;
    private int blocks;

    /** Until when nothing goes there, whatever it answers to what is under way. */
    private long suspendedUntil;

    private Status.Transient suspension = new Status.Transient(7, 0, "not suspended");
    private Status.Transient blame = new Status.Transient(4, 1, "not reached");
    private String lastReply = "";

    Site(Key key) {
        this.key = key;
        this.name = SiteName.of(key.transport(), key.hosts());
    }

    /** What people call it. */
    String name() {
        return name;
    }

    /** Whether it is a transport of this host, which has nobody to spare. */
    boolean isHere() {
        return key.hosts().isEmpty();
    }

    /** The same object for each message that goes the same way. */
    Way shared(Way way) {
        if (ways.size() >= MOST_ORDERS) {
            return ways.getOrDefault(way, way);
        }
        return ways.computeIfAbsent(way, same -> same);
    }

    /** Remembers that a domain's mail goes here, the last few for people who ask by domain. */
    void serves(Domain domain) {
        if (domains.size() < MOST_DOMAINS) {
            domains.add(domain);
        }
    }

    Set<Domain> domains() {
        return domains;
    }

    /** Where mail from a source waits. */
    Lane lane(String source, Allowance usual) {
        for (Lane lane : lanes) {
            if (lane.source.equals(source)) {
                return lane;
            }
        }
        Lane lane = new Lane(this, source, usual);
        lanes.add(lane);
        return lane;
    }

    List<Lane> lanes() {
        return lanes;
    }

    /** Whether something waits for a place. */
    boolean isReady() {
        return lanes.stream().anyMatch(lane -> lane.waiting() > 0);
    }

    /** The lane whose turn it is, of those that may start something; null where none may. */
    @Nullable Lane nextLane(long now) {
        if (isBlocked(now) || active >= most()) {
            return null;
        }
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get((turn + i) % lanes.size());
            if (lane.mayStart(now)) {
                turn = (turn + i + 1) % lanes.size();
                return lane;
            }
        }
        return null;
    }

    /** Whether an attempt may be started. */
    boolean mayStart(long now) {
        return !isBlocked(now)
                && active < most()
                && lanes.stream().anyMatch(lane -> lane.mayStart(now));
    }

    /** When time alone lets something start that may not now. */
    long nextStart(long now) {
        if (!isReady()) {
            return Entry.NEVER;
        }
        if (isBlocked(now)) {
            return blockedUntil();
        }
        return lanes.stream()
                .filter(lane -> lane.waiting() > 0)
                .mapToLong(lane -> lane.nextStart(now))
                .min()
                .orElse(Entry.NEVER);
    }

    /** Takes out what is of messages taken before some time. */
    List<Batch> removeReceived(long before) {
        List<Batch> removed = new ArrayList<>();
        for (Lane lane : lanes) {
            if (lane.oldest() < before) {
                removed.addAll(lane.removeIf(batch -> batch.entry.received < before));
            }
        }
        return removed;
    }

    /** How many attempts its state allows. */
    int most() {
        return switch (state) {
            case DOWN -> 1;
            case DOUBTED -> Window.START;
            case FRESH -> isHere() ? Integer.MAX_VALUE : MOST_UNKNOWN;
            case GOOD -> Integer.MAX_VALUE;
        };
    }

    boolean isBlocked(long now) {
        return now < blockedUntil();
    }

    /** Whether its last word was that it takes mail. */
    boolean isProven() {
        return state == State.GOOD || isHere();
    }

    State state() {
        return state;
    }

    /** Why mail for it waits, where it is left alone. */
    Status.Transient reason() {
        return stranded
                ? new Status.Transient(
                        3, 0, "transport '" + Line.of(key.transport()) + "' is not there")
                : suspendedUntil > blockedUntil ? suspension : blame;
    }

    long blockedUntil() {
        return Math.max(blockedUntil, suspendedUntil);
    }

    /** How often in a row it was left alone. */
    int blocks() {
        return blocks;
    }

    String lastReply() {
        return lastReply;
    }

    void lastReply(String reply) {
        lastReply = reply;
    }

    /** An attempt was answered by the destination, whatever it said of the mail. */
    void answered() {
        if (state == State.DOWN) {
            lanes.forEach(lane -> lane.window.restart());
        }
        state = State.GOOD;
        failures = 0;
        blocks = 0;
        blockedUntil = 0;
    }

    /** An attempt found that no mail would be taken. True where the site is now left alone. */
    boolean failed(long now, long until, Status.Transient why) {
        if (state == State.GOOD) {
            state = State.DOUBTED;
            failures = 1;
            row = Math.clamp(active, LEAST_ROW, MOST_ROW);
            lanes.forEach(lane -> lane.window.restart());
            return false;
        }
        if (state == State.DOUBTED && ++failures < row) {
            return false;
        }
        if (isBlocked(now)) {
            return false;
        }
        state = State.DOWN;
        blocks++;
        blockedUntil = until;
        blame = why;
        return true;
    }

    /** Leaves it alone until then, also where it answers meanwhile. */
    void suspend(long until, Status.Transient why) {
        suspendedUntil = until;
        suspension = why;
    }

    /** Forgets that it was to be left alone. */
    void open() {
        blockedUntil = 0;
        suspendedUntil = 0;
    }

    boolean isIdle() {
        return active == 0 && parked == 0 && !isReady();
    }

    /** When nothing of it need be remembered; asked while it is idle. */
    long memory() {
        long memory = blockedUntil();
        for (Lane lane : lanes) {
            memory = Math.max(memory, lane.memory());
        }
        return memory;
    }

    /** See the class. */
    enum State {
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
