// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.time.Watchdog;
import io.postern.api.transport.Egress;
import io.postern.sasl.ClientLogin;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sessions between two messages, kept for a moment for the next one to the same place. The host may
 * have closed one meanwhile; whoever takes it finds out. Safe for many threads.
 */
final class IdleSessions implements AutoCloseable {
    private static final Watchdog WATCHDOG = new Watchdog("deliver/idle-sessions");

    /**
     * Of all places together; each holds a descriptor, here and at the host. Sites take turns, so
     * with fewer than there are sites few would be met again.
     */
    private static final int MOST = 2_000;

    private final Reuse reuse;
    private final Map<Place, Deque<Idle>> places = new HashMap<>();
    private int count;
    private boolean closed;

    IdleSessions(Reuse reuse) {
        this.reuse = reuse;
    }

    /**
     * What two messages must have in common to go by the same connection.
     *
     * @param host the hop's name, which the certificate may have been matched with
     * @param demand what the session had to have of TLS
     * @param egress from where, and under which name
     * @param login who we are to the host, secret and all
     */
    record Place(
            InetSocketAddress address,
            String host,
            TlsDemand demand,
            Egress egress,
            Optional<ClientLogin> login) {}

    private final class Idle {
        private final Place place;
        private final SmtpSession session;
        private final Watchdog.Watch watch = WATCHDOG.watch(() -> expire(this));

        Idle(Place place, SmtpSession session) {
            this.place = place;
            this.session = session;
        }
    }

    /** The one that was used last, so that those which aren't needed get old. */
    synchronized Optional<SmtpSession> take(Place place) {
        Deque<Idle> there = places.get(place);
        if (there == null) {
            return Optional.empty();
        }
        Idle idle = there.removeLast();
        removed(place, there);
        idle.watch.stop();
        return Optional.of(idle.session);
    }

    /**
     * Keeps it, unless it has been used enough; false where it isn't kept.
     *
     * @param messages that it may carry at most
     */
    synchronized boolean keep(Place place, SmtpSession session, int messages) {
        if (closed || count == MOST || !session.mayGoOn(reuse, messages)) {
            return false;
        }
        Deque<Idle> there = places.computeIfAbsent(place, _ -> new ArrayDeque<>());
        Idle idle = new Idle(place, session);
        there.addLast(idle);
        count++;
        idle.watch.start(reuse.idle());
        return true;
    }

    private void expire(Idle idle) {
        synchronized (this) {
            Deque<Idle> there = places.get(idle.place);
            if (there == null || !there.remove(idle)) {
                return; // it was taken at the last moment
            }
            removed(idle.place, there);
        }
        Thread.ofVirtual().name("deliver/quit").start(idle.session::leave);
    }

    private void removed(Place place, Deque<Idle> there) {
        count--;
        if (there.isEmpty()) {
            places.remove(place);
        }
    }

    /** Says QUIT on all of them; keeps none any more. */
    @Override
    public void close() {
        List<Idle> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            places.values().forEach(all::addAll);
            places.clear();
            count = 0;
        }
        for (Idle idle : all) {
            idle.watch.stop();
            idle.session.leave();
        }
    }
}
