// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;

/**
 * Does what replies call for, and logs each change with the reply. A change of the same kind within
 * a short time is taken as the echo of one that is in force: attempts that were under way together
 * get the same reply. Used by the queue's thread.
 */
final class Reactions {
    private static final Logger LOG = LoggerFactory.getLogger(Reactions.class);
    private static final long ECHO = 30_000;
    private static final double LEAST_SHARE = 0.02;

    private final Sites sites;

    Reactions(Sites sites) {
        this.sites = sites;
    }

    /** Reacts; true where the message goes on from another source, as if it hadn't been tried. */
    boolean react(Provoked provoked, Batch batch, boolean nobodySettled, long now) {
        Lane lane = batch.lane;
        if (lane == null) {
            return false;
        }
        long time = provoked.rule().time().toMillis();
        return switch (provoked.rule().action()) {
            case SUSPEND_SITE -> {
                suspendSite(batch.site, provoked, now, now + time);
                yield false;
            }
            case SUSPEND_SOURCE -> {
                suspendSource(lane, provoked, now, now + time);
                yield false;
            }
            case SLOW -> {
                slow(lane, provoked, now, now + time);
                yield false;
            }
            case NEXT_SOURCE -> {
                suspendSource(lane, provoked, now, now + time);
                yield nobodySettled && sites.moveOn(batch, now);
            }
            case BOUNCE -> false;
        };
    }

    private void suspendSite(Site site, Provoked provoked, long now, long until) {
        if (!site.isBlocked(now)) {
            Adjustment after = new Adjustment(0, now, until, provoked.reply()).afterwards();
            site.lanes().forEach(lane -> lane.slow(after));
            sites.suspend(site, now, until, provoked.status());
            log(site, "*", provoked, until);
        }
    }

    private void suspendSource(Lane lane, Provoked provoked, long now, long until) {
        if (!lane.isSuspended(now)) {
            sites.suspend(lane, new Adjustment(0, now, until, provoked.reply()), now);
            log(lane.site, lane.source, provoked, until);
        }
    }

    private static void slow(Lane lane, Provoked provoked, long now, long until) {
        Adjustment before = lane.slowing();
        if (before.isInForce(now) && now - before.since() < ECHO) {
            return;
        }
        double part = Math.max(LEAST_SHARE, before.share(now) * provoked.rule().part());
        lane.slow(new Adjustment(part, now, until, provoked.reply()));
        log(lane.site, lane.source, provoked, until);
    }

    private static void log(Site site, String source, Provoked provoked, long until) {
        LOG.warn(
                "site={} source={} action={} until={} reply=\"{}\"",
                Line.of(site.name()),
                source,
                provoked.rule().action().word(),
                Instant.ofEpochMilli(until),
                provoked.reply());
    }
}
