// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.transport.Rate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Describes sites for people. Used by the queue's thread. */
final class SiteReports {
    private final Sites sites;
    private final Suspensions suspensions;

    SiteReports(Places places) {
        this.sites = places.sites();
        this.suspensions = places.suspensions();
    }

    /** Those that a site's name, a host of it or a domain whose mail goes there means. */
    List<SiteReport> of(String wanted, long now) {
        String name = wanted.toLowerCase(Locale.ROOT);
        return sites.all().stream()
                .filter(site -> isMeant(site, name))
                .sorted(Comparator.comparing(Site::name))
                .map(site -> report(site, now))
                .toList();
    }

    /** Whether a name is the site's, or that of a host or a domain of it; in lower case. */
    static boolean isMeant(Site site, String name) {
        return site.name().equalsIgnoreCase(name)
                || site.key.hosts().stream()
                        .anyMatch(hop -> SiteName.host(hop).equals(name) || hop.equals(name))
                || site.domains().stream().anyMatch(domain -> domain.name().equals(name));
    }

    private SiteReport report(Site site, long now) {
        List<SiteReport.Source> sources = new ArrayList<>();
        site.lanes().stream()
                .sorted(Comparator.comparing(lane -> lane.source))
                .forEach(lane -> sources.add(source(lane, now)));
        long ready = site.lanes().stream().mapToLong(Lane::waiting).sum();
        long oldest = site.lanes().stream().mapToLong(Lane::oldest).min().orElse(Entry.NEVER);
        return new SiteReport(
                site.name(),
                site.key.transport(),
                site.key.hosts(),
                site.domains().stream().map(domain -> domain.name()).toList(),
                site.state().name().toLowerCase(Locale.ROOT),
                limit(site, now),
                ready,
                site.active,
                oldest == Entry.NEVER ? Instant.MAX : Instant.ofEpochMilli(oldest),
                site.isBlocked(now) ? Instant.ofEpochMilli(site.blockedUntil()) : Instant.EPOCH,
                site.stranded || site.blockedUntil() > 0 ? site.reason().toString() : "",
                site.lastReply(),
                site.parked,
                suspensions.at(site),
                List.copyOf(sources));
    }

    /** What holds for all of its sources, else what does for those that have mail. */
    private String limit(Site site, long now) {
        if (site.stranded) {
            return site.reason().toString();
        }
        if (site.isBlocked(now)) {
            return "left alone until "
                    + Instant.ofEpochMilli(site.blockedUntil())
                    + ": "
                    + site.reason();
        }
        if (!site.isReady()) {
            return site.parked == 0 ? "nothing" : suspended(site);
        }
        if (site.active >= site.most()) {
            return site.most() + " at once until it answers";
        }
        return site.lanes().stream()
                .filter(lane -> lane.waiting() > 0)
                .map(lane -> limit(lane, now))
                .filter(limit -> !limit.equals("nothing"))
                .findFirst()
                .orElse(sites.isFull(site) ? "all places of the queue are taken" : "nothing");
    }

    private String suspended(Site site) {
        return suspensions.at(site).stream()
                .filter(said -> said.kind() != Suspension.Kind.SOURCE)
                .findFirst()
                .map(SiteReports::text)
                .orElse(Suspensions.reason().text());
    }

    /** As in {@code domain example.org suspended by ann: their wish}. */
    private static String text(Suspension said) {
        return said.kind().word()
                + " "
                + said.name()
                + " suspended by "
                + said.who()
                + (said.until().equals(Instant.MAX) ? "" : " until " + said.until())
                + (said.why().isEmpty() ? "" : ": " + said.why());
    }

    private static SiteReport.Source source(Lane lane, long now) {
        Allowance allowance = lane.allowance();
        int most = lane.site.isHere() ? Integer.MAX_VALUE : allowance.connections();
        return new SiteReport.Source(
                lane.source,
                limit(lane, now),
                lane.waiting(),
                lane.senders(),
                lane.active,
                Math.min(lane.limit(now), lane.site.most()),
                most,
                why(lane, now),
                text(allowance.connectionRate()),
                lane.openedLastMinute(now),
                text(allowance.messageRate()),
                lane.sentLastMinute(now),
                allowance.messagesPerConnection(),
                reactions(lane, now));
    }

    private static String why(Lane lane, long now) {
        if (lane.site.most() < lane.limit(now)) {
            return lane.site.state() == Site.State.FRESH
                    ? "the site hasn't answered yet"
                    : "the site failed since it answered last";
        }
        if (lane.slowing().isInForce(now)) {
            return "slowed by a reply";
        }
        return lane.window.size() < lane.allowance().connections()
                ? "grows with each round of successes"
                : "the limit";
    }

    private static String limit(Lane lane, long now) {
        return switch (lane.binding(now)) {
            case NOTHING -> "nothing";
            case SUSPENSION ->
                    "suspended until "
                            + Instant.ofEpochMilli(lane.suspension().until())
                            + ": "
                            + lane.suspension().why();
            case SLOWING -> "slowed: " + lane.slowing().why();
            case CONNECTIONS -> lane.limit(now) + " attempts at once, the limit";
            case WINDOW -> lane.limit(now) + " attempts at once, as the site bears now";
            case MESSAGE_RATE -> "message rate " + text(lane.allowance().messageRate());
            case CONNECTION_RATE -> "connection rate " + text(lane.allowance().connectionRate());
        };
    }

    private static List<SiteReport.Reaction> reactions(Lane lane, long now) {
        List<SiteReport.Reaction> reactions = new ArrayList<>();
        Adjustment suspension = lane.suspension();
        if (suspension.isInForce(now)) {
            reactions.add(reaction("suspended", 0, suspension));
        } else if (lane.slowing().isInForce(now)) {
            reactions.add(reaction("slowed", lane.slowing().share(now), lane.slowing()));
        }
        return List.copyOf(reactions);
    }

    private static SiteReport.Reaction reaction(
            String change, double share, Adjustment adjustment) {
        return new SiteReport.Reaction(
                change, share, Instant.ofEpochMilli(adjustment.until()), adjustment.why());
    }

    private static String text(Optional<Rate> rate) {
        return rate.map(Rate::toString).orElse("");
    }
}
