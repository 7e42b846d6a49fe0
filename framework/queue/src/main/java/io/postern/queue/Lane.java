// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Status;
import io.postern.api.transport.ConnectionLeave;

import java.util.List;
import java.util.function.Predicate;

/**
 * One site as reached from one source: what waits to go there from it, and how much may go at once
 * and in a time. Owned by the queue's thread, save {@link #connect}.
 */
final class Lane {
    /** Why an attempt was allowed no connection. */
    static final Status.Transient NO_CONNECTION =
            new Status.Transient(4, 5, "connection rate of the site is used up");

    /** How long a stricter rule of another domain of the site goes on to count. */
    private static final long MEMORY = 120_000;

    /** Attempts a minute that make another likely before a connection has been idle for long. */
    private static final int BUSY = 600;

    final Site site;
    final String source;
    private final SenderTurns ready = new SenderTurns();

    /** Nothing that waits is of a message that was taken before. */
    private long oldest = Entry.NEVER;

    final Window window;
    int active;

    private final Pace messages = new Pace();
    private final Meter sent = new Meter();

    // Guarded by the pace of connections, since attempts ask on threads of their own.
    private final Pace connections = new Pace();
    private final Meter opened = new Meter();

    private volatile Allowance allowance;
    private Allowance older;
    private Allowance recent;
    private long recentSince;

    /** Until when no more attempts run than there are connections, and how many those are. */
    private long gatedUntil;

    private int gate;

    private Adjustment suspension = Adjustment.NONE;
    private volatile Adjustment slowing = Adjustment.NONE;

    Lane(Site site, String source, Allowance usual) {
        this.site = site;
        this.source = source;
        this.allowance = usual;
        this.older = usual;
        this.recent = usual;
        this.window = new Window(site.isHere() ? Integer.MAX_VALUE : Window.START);
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

    /** Takes out some of what waits. */
    List<Batch> removeIf(Predicate<Batch> unwanted) {
        oldest = Entry.NEVER;
        return ready.removeIf(
                batch -> {
                    boolean goes = unwanted.test(batch);
                    oldest = goes ? oldest : Math.min(oldest, batch.entry.received);
                    return goes;
                });
    }

    int waiting() {
        return ready.size();
    }

    int senders() {
        return ready.senders();
    }

    /** When the oldest was taken that waits, or earlier; {@link Entry#NEVER} where none does. */
    long oldest() {
        return ready.isEmpty() ? Entry.NEVER : oldest;
    }

    Allowance allowance() {
        return allowance;
    }

    /**
     * Takes what the rules say for a domain that goes here. The strictest that was said in the last
     * minutes counts.
     */
    void allow(Allowance said, long now) {
        if (recentSince == 0 || now - recentSince >= 2 * MEMORY) {
            older = said;
            recent = said;
            recentSince = now;
        } else if (now - recentSince >= MEMORY) {
            older = recent;
            recent = said;
            recentSince = now;
        } else {
            recent = recent.least(said);
        }
        allowance = older.least(recent);
    }

    /** How many attempts may run at once, trouble apart. */
    int limit(long now) {
        int usual = Math.min(window.size(), allowance.connections());
        return Math.max(1, (int) (usual * slowing.share(now)));
    }

    /** Whether something waits that may be started now. */
    boolean mayStart(long now) {
        return !ready.isEmpty() && binding(now) == Bound.NOTHING;
    }

    /** What keeps the next attempt from being started. */
    Bound binding(long now) {
        if (isSuspended(now)) {
            return Bound.SUSPENSION;
        }
        if (active >= limit(now)) {
            return slowing.isInForce(now)
                    ? Bound.SLOWING
                    : allowance.connections() <= window.size() ? Bound.CONNECTIONS : Bound.WINDOW;
        }
        if (messages.next(allowance.messageRate(), slowing.share(now)) > now) {
            return Bound.MESSAGE_RATE;
        }
        return gatedUntil > now && active >= gate ? Bound.CONNECTION_RATE : Bound.NOTHING;
    }

    /** When something of time alone that keeps it back ends; {@link Entry#NEVER} if nothing. */
    long nextStart(long now) {
        return switch (binding(now)) {
            case SUSPENSION -> suspension.until();
            case MESSAGE_RATE -> messages.next(allowance.messageRate(), slowing.share(now));
            case CONNECTION_RATE -> gatedUntil;
            case SLOWING -> Math.min(slowing.until(), now + 1000);
            case NOTHING, CONNECTIONS, WINDOW -> Entry.NEVER;
        };
    }

    /** Whether more waits or is under way, or it comes so often that more will soon. */
    boolean isBusy(long now) {
        return !ready.isEmpty() || active > 1 || sent.lastMinute(now) >= BUSY;
    }

    /** An attempt is started. */
    void started(long now) {
        active++;
        messages.take(allowance.messageRate(), slowing.share(now), now);
        sent.count(now);
    }

    /** It didn't take place after all. */
    void withdrawn(long now) {
        messages.giveBack(allowance.messageRate(), slowing.share(now));
        sent.takeBack();
    }

    /** The site took what was sent: it may bear more. */
    void succeeded() {
        window.succeeded(allowance.connections());
    }

    /** It didn't. */
    void failed() {
        window.failed();
    }

    /** Asks leave for a connection. On any thread. */
    ConnectionLeave connect(long now) {
        Allowance allowed = allowance;
        double share = slowing.share(now);
        synchronized (connections) {
            if (connections.next(allowed.connectionRate(), share) > now) {
                return new ConnectionLeave.Refused(NO_CONNECTION);
            }
            connections.take(allowed.connectionRate(), share, now);
            opened.count(now);
            return new ConnectionLeave.Granted();
        }
    }

    /** An attempt got no connection: so many as run have one, more don't. */
    void refused(long now) {
        gate = active;
        synchronized (connections) {
            gatedUntil =
                    Math.max(
                            now + 1,
                            connections.next(allowance.connectionRate(), slowing.share(now)));
        }
    }

    /** Nothing goes until then; afterwards as much as before comes back in as long a time. */
    void suspend(Adjustment adjustment) {
        suspension = adjustment;
        slow(adjustment.afterwards());
    }

    /** Less goes, and gradually more again. */
    void slow(Adjustment adjustment) {
        slowing = adjustment;
    }

    void resume() {
        suspension = Adjustment.NONE;
        slowing = Adjustment.NONE;
    }

    Adjustment suspension() {
        return suspension;
    }

    Adjustment slowing() {
        return slowing;
    }

    boolean isSuspended(long now) {
        return suspension.isInForce(now);
    }

    int sentLastMinute(long now) {
        return sent.lastMinute(now);
    }

    int openedLastMinute(long now) {
        synchronized (connections) {
            return opened.lastMinute(now);
        }
    }

    /** When nothing of it need be remembered any more. */
    long memory() {
        long limits = Math.max(messages.end(), Math.max(suspension.until(), slowing.until()));
        synchronized (connections) {
            return Math.max(limits, connections.end());
        }
    }

    /** What can keep an attempt from being started. */
    enum Bound {
        NOTHING,
        SUSPENSION,
        SLOWING,
        CONNECTIONS,
        WINDOW,
        MESSAGE_RATE,
        CONNECTION_RATE
    }
}
