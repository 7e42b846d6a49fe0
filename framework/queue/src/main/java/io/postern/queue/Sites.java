// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.Transport;
import io.postern.hooks.Hook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;

/**
 * All sites, and whose turn it is. Sites that have mail and a free place take turns, one attempt
 * each, so that one with a long backlog holds up nobody else. A site whose transport isn't there is
 * put aside until it is. Owned by the queue's thread.
 */
final class Sites {
    private final Function<String, Optional<Hook<Transport>>> transports;
    private final Limits limits;

    private final Map<Site.Key, Site> sites = new HashMap<>();
    private final Deque<Site> turns = new ArrayDeque<>();
    private final Map<String, Set<Site>> stranded = new HashMap<>();
    private final PriorityQueue<Wake> wakes =
            new PriorityQueue<>(Comparator.comparingLong(Wake::at));
    private int active;
    private long activeRecipients;

    Sites(Function<String, Optional<Hook<Transport>>> transports, Limits limits) {
        this.transports = transports;
        this.limits = limits;
    }

    /** The site of a routing decision. */
    Site of(String transport, List<NextHop> hops) {
        return sites.computeIfAbsent(Site.Key.of(transport, hops), Site::new);
    }

    /** Takes mail that is ready to go. */
    void add(Batch batch, long now) {
        batch.site.addLast(batch);
        enlist(batch.site, now);
    }

    /** The next attempt to start; empty where every place is taken or nothing is ready. */
    Optional<Start> next(long now) {
        wakeUp(now);
        while (active < limits.all() && !turns.isEmpty()) {
            Site site = turns.pollFirst();
            site.listed = false;
            if (!mayStart(site, now)) {
                continue;
            }
            Optional<Hook<Transport>> transport = transports.apply(site.key.transport());
            if (transport.isEmpty()) {
                strand(site);
                continue;
            }
            Batch batch = site.removeFirst();
            batch.active = true;
            site.active++;
            active++;
            activeRecipients += batch.size();
            enlist(site, now);
            return Optional.of(new Start(batch, transport.get()));
        }
        return Optional.empty();
    }

    /** An attempt has ended: its place is free. */
    void ended(Batch batch, long now) {
        batch.site.active--;
        active--;
        activeRecipients -= batch.size();
        settle(batch.site, now);
    }

    /** An attempt didn't take place: it is the first of its site again. */
    void putBack(Batch batch, long now) {
        batch.active = false;
        batch.site.addFirst(batch);
        ended(batch, now);
    }

    /** A site doesn't answer: leave it alone until then, unless that is known already. */
    void failed(Site site, long now, long until, Status.Transient why) {
        if (site.failed(now, until, why)) {
            wakes.add(new Wake(until, site));
        }
    }

    /** Ends the back-off of a site. */
    void open(Site site, long now) {
        site.open();
        settle(site, now);
    }

    /** Ends every back-off. */
    void openAll(long now) {
        List.copyOf(sites.values()).forEach(site -> open(site, now));
    }

    /** Takes out what waits at sites that can't be tried and was taken before some time. */
    List<Batch> takeUnreachable(long now, long before) {
        List<Batch> taken = new ArrayList<>();
        for (Site site : sites.values()) {
            if (site.stranded || site.isBlocked(now)) {
                taken.addAll(site.removeReceived(before));
            }
        }
        return taken;
    }

    /** When a back-off ends next. */
    long nextWake() {
        Wake first = wakes.peek();
        return first == null ? Entry.NEVER : first.at();
    }

    /** Recipients that are being tried. */
    long activeRecipients() {
        return activeRecipients;
    }

    private boolean mayStart(Site site, long now) {
        return site.isReady() && !site.isBlocked(now) && site.active < site.limit(limits.site());
    }

    private void enlist(Site site, long now) {
        if (!site.listed && !site.stranded && mayStart(site, now)) {
            site.listed = true;
            turns.addLast(site);
        }
    }

    private void settle(Site site, long now) {
        if (site.isForgettable(now)) {
            sites.remove(site.key, site);
        } else {
            enlist(site, now);
        }
    }

    private void strand(Site site) {
        String transport = site.key.transport();
        site.stranded = true;
        stranded.computeIfAbsent(transport, _ -> new HashSet<>()).add(site);
    }

    private void wakeUp(long now) {
        for (Wake wake = wakes.peek(); wake != null && wake.at() <= now; wake = wakes.peek()) {
            wakes.remove();
            settle(wake.site(), now);
        }
        if (!stranded.isEmpty()) {
            List<Site> rescued = new ArrayList<>();
            stranded.entrySet()
                    .removeIf(
                            aside ->
                                    transports.apply(aside.getKey()).isPresent()
                                            && rescued.addAll(aside.getValue()));
            rescued.forEach(site -> rescue(site, now));
        }
    }

    private void rescue(Site site, long now) {
        site.stranded = false;
        site.open();
        settle(site, now);
    }

    /** Something to start: recipients, and who carries to them. */
    record Start(Batch batch, Hook<Transport> transport) {}

    /**
     * How many attempts run at once.
     *
     * @param all in all
     * @param site for each site
     */
    record Limits(int all, int site) {}

    private record Wake(long at, Site site) {}
}
