// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.Egress;
import io.postern.api.transport.Transport;
import io.postern.hooks.Hook;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
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
import java.util.function.Supplier;

/**
 * All sites, and whose turn it is. Sites that have mail and a free place take turns, one attempt
 * each, so that one with a long backlog holds up nobody else; at each site its senders do. A tenth
 * of all places is kept for sites that are known to answer, so that many that are silent hold up
 * nobody either. A site whose transport isn't there is put aside until it is. Owned by the queue's
 * thread.
 */
final class Sites {
    /** How long what was learnt of a site is kept when it has no mail, and of how many. */
    private static final long MEMORY = 600_000;

    private static final int MOST_REMEMBERED = 10_000;

    private final Function<String, Optional<Hook<Transport>>> transports;
    private final Supplier<Egresses> configured;
    private final Limits limits;
    private final Allowance usual;

    private final Map<Site.Key, Site> sites = new HashMap<>();
    private final Turns turns = new Turns();
    private final Map<String, Set<Site>> stranded = new HashMap<>();
    private final PriorityQueue<Wake> wakes =
            new PriorityQueue<>(Comparator.comparingLong(Wake::at));
    private Egresses egresses;
    private int active;
    private int unproven;
    private long activeRecipients;

    /** Sources that are left alone everywhere. */
    private final Map<String, Adjustment> suspended = new HashMap<>();

    Sites(
            Function<String, Optional<Hook<Transport>>> transports,
            Supplier<Egresses> egresses,
            Limits limits) {
        this.transports = transports;
        this.configured = egresses;
        this.egresses = egresses.get();
        this.limits = limits;
        this.usual = Allowance.of(limits.site());
    }

    /** The site of a routing decision. */
    Site of(String transport, List<NextHop> hops) {
        return sites.computeIfAbsent(Site.Key.of(transport, hops), Site::new);
    }

    /** Those that are known, in no order. */
    Collection<Site> all() {
        return sites.values();
    }

    /** What shaping says of a domain's mail to a site counts from now on. */
    void shape(Site site, Shaped shaped, long now) {
        site.serves(shaped.domain());
        shaped.limits()
                .forEach((source, said) -> site.lane(source, usual).allow(usual.with(said), now));
        enlist(site, now);
    }

    /** Takes mail that is ready to go. */
    void add(Batch batch, long now) {
        lane(batch, now).addLast(batch);
        enlist(batch.site, now);
    }

    /** The next attempt to start; empty where every place is taken or nothing is ready. */
    Optional<Start> next(long now) {
        wakeUp(now);
        while (active < limits.all()) {
            Site site = turns.poll(unproven < limits.unproven());
            if (site == null) {
                break;
            }
            Lane lane = site.nextLane(now);
            if (lane == null) {
                enlist(site, now);
                continue;
            }
            Optional<Hook<Transport>> transport = transports.apply(site.key.transport());
            if (transport.isEmpty()) {
                strand(site);
                continue;
            }
            Optional<Egress> egress = egresses.source(lane.source);
            if (egress.isEmpty()) {
                throw new IllegalStateException("mail at a source that has gone: " + lane.source);
            }
            return Optional.of(new Start(begin(lane, now), transport.get(), lane, egress.get()));
        }
        return Optional.empty();
    }

    private Batch begin(Lane lane, long now) {
        Site site = lane.site;
        Batch batch = lane.removeFirst();
        batch.active = true;
        batch.unproven = !site.isProven();
        lane.started(now);
        site.active++;
        site.used = now;
        active++;
        unproven += batch.unproven ? 1 : 0;
        activeRecipients += batch.size();
        enlist(site, now);
        return batch;
    }

    /** An attempt has ended: its place is free. */
    void ended(Batch batch, long now) {
        leave(batch);
        settle(batch.site, now);
    }

    /** An attempt didn't take place: it is the first of its sender again. */
    void putBack(Batch batch, long now) {
        withdraw(batch, now);
        settle(batch.site, now);
    }

    /** As {@link #putBack}; the rate of new connections is used up. */
    void refused(Batch batch, long now) {
        Lane lane = batch.lane;
        withdraw(batch, now);
        if (lane != null) {
            lane.refused(now);
        }
        settle(batch.site, now);
    }

    private void withdraw(Batch batch, long now) {
        if (batch.lane != null) {
            batch.lane.withdrawn(now);
        }
        standFirst(batch, now);
    }

    /** It isn't under way any more, and the first of its sender. */
    private void standFirst(Batch batch, long now) {
        leave(batch);
        batch.active = false;
        lane(batch, now).addFirst(batch);
    }

    /** Goes to another source; false where there is none left for this message. */
    boolean moveOn(Batch batch, long now) {
        if (batch.passed + 1 >= egresses.sources(batch.way.pool()).size()) {
            return false;
        }
        batch.passed++;
        standFirst(batch, now);
        settle(batch.site, now);
        return true;
    }

    private void leave(Batch batch) {
        if (batch.lane != null) {
            batch.lane.active--;
        }
        batch.site.active--;
        active--;
        unproven -= batch.unproven ? 1 : 0;
        activeRecipients -= batch.size();
    }

    /**
     * A site doesn't answer: leave it alone until then, unless that is known already. True where it
     * wasn't.
     */
    boolean failed(Site site, long now, long until, Status.Transient why) {
        boolean blocked = site.failed(now, until, why);
        if (blocked) {
            enlist(site, now);
        }
        return blocked;
    }

    /** Leaves a site alone, whatever it answers to what is under way. */
    void suspend(Site site, long now, long until, Status.Transient why) {
        site.suspend(until, why);
        enlist(site, now);
    }

    /** Takes out what waits; the rest stays as it is. */
    void withdraw(Set<Batch> batches, long now) {
        Set<Lane> lanes = new HashSet<>();
        batches.forEach(
                batch -> {
                    if (batch.lane != null) {
                        lanes.add(batch.lane);
                    }
                });
        lanes.forEach(lane -> lane.removeIf(batches::contains));
        lanes.forEach(lane -> settle(lane.site, now));
    }

    /** Leaves a source alone everywhere; other sources of its pools take what waits. */
    void suspendSource(String source, Adjustment adjustment, long now) {
        suspended.put(source, adjustment);
        for (Site site : sites.values()) {
            site.lanes().stream()
                    .filter(lane -> lane.source.equals(source))
                    .toList()
                    .forEach(lane -> suspend(lane, adjustment, now));
        }
    }

    /** Ends that. */
    void resumeSource(String source, long now) {
        suspended.remove(source);
        for (Site site : List.copyOf(sites.values())) {
            site.lanes().stream().filter(lane -> lane.source.equals(source)).forEach(Lane::resume);
            settle(site, now);
        }
    }

    /** Leaves a source alone at a site; what waits goes by others of its pool, if there are any. */
    void suspend(Lane lane, Adjustment adjustment, long now) {
        lane.suspend(adjustment);
        placeAnew(lane, now);
        enlist(lane.site, now);
    }

    /** Ends the back-off of a site, and what replies of it have changed. */
    void open(Site site, long now) {
        site.open();
        site.lanes().forEach(Lane::resume);
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
            if (site.stranded || !site.mayStart(now)) {
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

    /** Whether every place is taken that a site may have. */
    boolean isFull(Site site) {
        return active >= limits.all() || (!site.isProven() && unproven >= limits.unproven());
    }

    /** Where it waits: at the first of its sources that the site hasn't suspended. */
    private Lane lane(Batch batch, long now) {
        Site site = batch.site;
        List<String> ranked =
                egresses.ranked(batch.way.pool(), batch.entry.hash, site.key.hashCode());
        if (ranked.isEmpty()) {
            ranked = egresses.ranked(Egresses.USUAL, batch.entry.hash, site.key.hashCode());
        }
        Lane chosen = null;
        for (int i = 0; i < ranked.size(); i++) {
            Lane lane = site.lane(ranked.get((i + batch.passed) % ranked.size()), usual);
            Adjustment everywhere = suspended.getOrDefault(lane.source, Adjustment.NONE);
            if (everywhere.isInForce(now) && !lane.isSuspended(now)) {
                lane.suspend(everywhere);
            }
            if (chosen == null || (chosen.isSuspended(now) && !lane.isSuspended(now))) {
                chosen = lane;
            }
        }
        if (chosen == null) {
            throw new IllegalStateException("no source at all");
        }
        batch.lane = chosen;
        return chosen;
    }

    /** What waits at a lane finds its place again, there or at another. */
    private void placeAnew(Lane lane, long now) {
        lane.removeIf(_ -> true).forEach(batch -> lane(batch, now).addLast(batch));
    }

    private void enlist(Site site, long now) {
        if (site.listed || site.stranded) {
            return;
        }
        if (site.mayStart(now)) {
            site.listed = true;
            turns.add(site);
        } else {
            wake(site, site.nextStart(now));
        }
    }

    /** Something of a site has gone: it is forgotten where nothing is left, in its time. */
    void settle(Site site, long now) {
        if (!site.isIdle()) {
            enlist(site, now);
            return;
        }
        long memory = site.memory();
        long kept = sites.size() <= MOST_REMEMBERED ? site.used + MEMORY : 0;
        if (Math.max(memory, kept) > now) {
            wake(site, Math.max(memory, kept));
        } else {
            sites.remove(site.key, site);
        }
    }

    private void wake(Site site, long at) {
        if (at < site.wake) {
            site.wake = at;
            wakes.add(new Wake(at, site));
        }
    }

    private void strand(Site site) {
        String transport = site.key.transport();
        site.stranded = true;
        stranded.computeIfAbsent(transport, _ -> new HashSet<>()).add(site);
    }

    private void wakeUp(long now) {
        followSources(now);
        for (Wake wake = wakes.peek(); wake != null && wake.at() <= now; wake = wakes.peek()) {
            wakes.remove();
            if (wake.at() == wake.site().wake) {
                wake.site().wake = Entry.NEVER;
                settle(wake.site(), now);
            }
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

    /** Where sources have come or gone, mail that waits at others finds its place again. */
    private void followSources(long now) {
        Egresses current = configured.get();
        if (current == egresses) {
            return;
        }
        egresses = current;
        for (Site site : sites.values()) {
            for (Lane lane : List.copyOf(site.lanes())) {
                placeAnew(lane, now);
                if (egresses.source(lane.source).isEmpty()) {
                    site.lanes().remove(lane);
                }
            }
            enlist(site, now);
        }
    }

    private void rescue(Site site, long now) {
        site.stranded = false;
        site.open();
        settle(site, now);
    }

    /** Something to start: recipients, who carries to them, and from where. */
    record Start(Batch batch, Hook<Transport> transport, Lane lane, Egress egress) {}

    /**
     * How many attempts run at once.
     *
     * @param all in all
     * @param site for each site
     */
    record Limits(int all, int site) {
        private static final int KEPT = 10;

        /** To sites that aren't known to answer. */
        int unproven() {
            return all - all / KEPT;
        }
    }

    private record Wake(long at, Site site) {}

    /** Sites that may start something: one line of those known to answer, one of others. */
    private static final class Turns {
        private final Deque<Site> proven = new ArrayDeque<>();
        private final Deque<Site> others = new ArrayDeque<>();
        private boolean othersNext;

        void add(Site site) {
            (site.isProven() ? proven : others).addLast(site);
        }

        /** The next; from both lines by turns. */
        @Nullable Site poll(boolean othersToo) {
            boolean other = othersToo && !others.isEmpty() && (othersNext || proven.isEmpty());
            Site site = (other ? others : proven).pollFirst();
            if (site != null) {
                othersNext = !other;
                site.listed = false;
            }
            return site;
        }
    }
}
