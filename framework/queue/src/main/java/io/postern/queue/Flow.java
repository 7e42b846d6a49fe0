// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.time.InstantSource;

/**
 * Lets go what is due: messages to the routers, recipients to the transports. Used by the queue's
 * thread. The states of a recipient, and who moves it on:
 *
 * <table>
 *   <caption>States</caption>
 *   <tr><th>state<th>moved on by<th>to
 *   <tr><td>held<td>an operator<td>waiting
 *   <tr><td>waiting<td>its time, or an operator<td>routing
 *   <tr><td>routing<td>{@link RoutingRun}<td>ready; replaced by others; discarded; failed; waiting
 *   <tr><td>ready<td>{@link Sites}, when it is its turn<td>active
 *   <tr><td>active<td>{@link DeliveryRun}<td>delivered; failed; waiting
 * </table>
 *
 * <p>Only waiting and the ends are in the spool: after a crash all that is in between waits.
 */
final class Flow implements QueueLoop.Pump {
    private static final long IDLE = 1000;
    private static final long BUSY = 100;

    private final Backlog backlog;
    private final Sites sites;
    private final Routings routings;
    private final Deliveries deliveries;
    private final Settlements settlements;
    private final Suspensions suspensions;
    private final InstantSource clock;
    private Mode mode = Mode.RUNNING;

    Flow(
            Backlog backlog,
            Places places,
            Routings routings,
            Deliveries deliveries,
            Settlements settlements,
            InstantSource clock) {
        this.backlog = backlog;
        this.sites = places.sites();
        this.routings = routings;
        this.deliveries = deliveries;
        this.settlements = settlements;
        this.suspensions = places.suspensions();
        this.clock = clock;
    }

    @Override
    public long run() throws InterruptedException {
        settlements.flush();
        if (mode != Mode.RUNNING || settlements.isStuck()) {
            return IDLE;
        }
        long now = clock.millis();
        suspensions.advance(now);
        boolean free = backlog.nextWake() > now || routings.mayStart(now);
        while (free) {
            Entry entry = backlog.pollDue(now);
            if (entry == null) {
                break;
            }
            wake(entry, now);
            free = routings.mayStart(now);
        }
        deliveries.start();
        if (!free) {
            return BUSY;
        }
        long next = Math.min(backlog.nextWake(), sites.nextWake());
        return Math.min(next, suspensions.nextWake()) - now;
    }

    void mode(Mode wanted) {
        if (mode != Mode.STOPPING) {
            mode = wanted;
        }
    }

    boolean isPaused() {
        return mode == Mode.PAUSED;
    }

    private void wake(Entry entry, long now) {
        if (entry.warnAt <= now) {
            backlog.warn(entry, Entry.NEVER);
            settlements.warn(entry.id());
        }
        if (entry.due <= now) {
            backlog.schedule(entry, Entry.NEVER);
            routings.start(entry);
        } else {
            backlog.schedule(entry, entry.due);
        }
    }

    /** Whether anything is started. */
    enum Mode {
        RUNNING,
        PAUSED,
        STOPPING
    }
}
