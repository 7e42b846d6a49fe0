// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.QueueId;
import io.postern.queue.RoutingRun.Group;
import io.postern.queue.RoutingRun.Routed;

import java.time.InstantSource;
import java.util.Optional;

/** Starts routing and takes its results to the sites. Used by the queue's thread. */
final class Routings {
    private static final int AT_ONCE = 1000;

    private final RoutingRun run;
    private final RouterWatch watch;
    private final Progress progress;
    private final Sites sites;
    private final Places places;
    private final Settlements settlements;
    private final Workers workers;
    private final QueueLoop loop;
    private final InstantSource clock;
    private int running;
    private long recipients;

    Routings(
            Core core,
            RoutingRun run,
            RouterWatch watch,
            Progress progress,
            Places places,
            Settlements settlements) {
        this.run = run;
        this.watch = watch;
        this.progress = progress;
        this.sites = places.sites();
        this.places = places;
        this.settlements = settlements;
        this.workers = core.workers();
        this.loop = core.loop();
        this.clock = core.clock();
    }

    /** Whether another message may be routed now. */
    boolean mayStart(long now) {
        return running < AT_ONCE && watch.mayRoute(now);
    }

    /** Recipients that are being routed. */
    long recipients() {
        return recipients;
    }

    /** Routes those recipients of a message whose time has come. */
    void start(Entry entry) {
        Indices busy = entry.busy();
        QueueId id = entry.id();
        boolean urgent = entry.forced;
        int count = Math.max(0, entry.live - busy.count());
        entry.forced = false;
        entry.routing = true;
        running++;
        recipients += count;
        workers.start(
                "route/" + id,
                () -> {
                    Optional<Routed> routed = run.run(id, busy, urgent);
                    loop.tell(
                            () -> {
                                ended(entry, count);
                                take(entry, routed, urgent);
                            });
                },
                () ->
                        loop.tell(
                                () -> {
                                    ended(entry, count);
                                    progress.postpone(entry);
                                }));
    }

    private void ended(Entry entry, int count) {
        entry.routing = false;
        running--;
        recipients -= count;
    }

    private void take(Entry entry, Optional<Routed> routed, boolean urgent) {
        if (routed.isEmpty()) {
            progress.refresh(entry);
            return;
        }
        long now = clock.millis();
        for (Group group : routed.get().groups()) {
            Site site = sites.of(group.transport(), group.way().hops());
            group.shaped().forEach(shaped -> sites.shape(site, shaped, now));
            Batch batch =
                    new Batch(entry, Indices.of(group.indices()), site, site.shared(group.way()));
            places.enter(routed.get().message(), batch, now);
            if (urgent) {
                sites.open(site, now);
            }
        }
        Indices indices =
                Indices.of(
                        routed.get().ended().stream()
                                .mapToInt(tried -> tried.entry().index())
                                .toArray());
        if (!indices.isEmpty()) {
            entry.occupy(indices);
            settlements.settle(
                    routed.get().message(),
                    "",
                    routed.get().ended(),
                    () -> progress.free(entry, indices));
        }
        progress.refresh(entry);
    }
}
