// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Status;
import io.postern.queue.Suspension.Kind;
import io.postern.spool.SpooledMessage;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What operators have suspended, and the mail that is put aside for it, routed and ready. When a
 * suspension ends all of that goes back, some at a time, and what another one is for is put aside
 * again. Owned by the queue's thread.
 */
final class Suspensions {
    /** How many parts of messages go back at once, so that other events aren't kept waiting. */
    private static final int STEP = 2000;

    private final SuspensionFile file;
    private final Core core;
    private final Sites sites;
    private final List<Active> active = new ArrayList<>();
    private final Set<Batch> parked = new LinkedHashSet<>();
    private final Deque<Batch> returning = new ArrayDeque<>();

    Suspensions(SuspensionFile file, Core core, Sites sites) {
        this.file = file;
        this.core = core;
        this.sites = sites;
    }

    /** Takes over what was said before a restart. */
    void start() {
        file.read().forEach(this::activate);
    }

    List<Suspension> all() {
        return active.stream().map(Active::said).toList();
    }

    /** From now on nothing is started that this is for; one of the same name is replaced. */
    void add(Suspension said) {
        List<Suspension> next = new ArrayList<>(all());
        next.removeIf(other -> isSame(other, said.kind(), said.name()));
        next.add(said);
        file.write(next);
        active.removeIf(other -> isSame(other.said(), said.kind(), said.name()));
        activate(said);
    }

    /** Ends one; empty where there is none of that name. */
    Optional<Suspension> remove(Kind kind, String name) {
        Optional<Suspension> known =
                all().stream().filter(other -> isSame(other, kind, name)).findFirst();
        known.ifPresent(said -> end(List.of(said)));
        return known;
    }

    /** Ends those whose time is over, and sends some of what waited on its way. */
    void advance(long now) {
        Instant moment = Instant.ofEpochMilli(now);
        List<Suspension> over =
                all().stream().filter(said -> !said.until().isAfter(moment)).toList();
        if (!over.isEmpty()) {
            end(over);
        }
        for (int i = 0; i < STEP && !returning.isEmpty(); i++) {
            Batch batch = returning.poll();
            batch.park(false);
            if (!park(batch)) {
                sites.add(batch, now);
            }
        }
    }

    /** When to look again. */
    long nextWake() {
        if (!returning.isEmpty()) {
            return 0;
        }
        return active.stream()
                .mapToLong(a -> Spooled.millis(a.said().until()))
                .min()
                .orElse(Entry.NEVER);
    }

    /** Whether anything is suspended for which a part of a message is to be put aside. */
    boolean isNone() {
        return active.isEmpty();
    }

    /** The suspension that is for a recipient; empty where it may be tried. */
    Optional<Suspension> of(Batch batch, Mailbox recipient) {
        return active.stream().filter(a -> a.isFor(batch, recipient)).map(Active::said).findFirst();
    }

    /** Those that keep mail from a site, or some of it: its own, its domains', and senders'. */
    List<Suspension> at(Site site) {
        return active.stream().filter(a -> a.concerns(site)).map(Active::said).toList();
    }

    /** Puts a part of a message aside where any of its recipients is suspended. */
    boolean park(Batch batch) {
        if (active.isEmpty()) {
            return false;
        }
        Optional<Suspension> reason =
                core.spool()
                        .find(batch.entry.id())
                        .flatMap(
                                message ->
                                        Spooled.chosen(message, batch.indices).stream()
                                                .map(SpooledMessage.Entry::recipient)
                                                .flatMap(r -> of(batch, r.mailbox()).stream())
                                                .findFirst());
        reason.ifPresent(said -> park(batch, said));
        return reason.isPresent();
    }

    private void park(Batch batch, Suspension said) {
        batch.lane = null;
        batch.park(true);
        batch.suspendedUntil = Spooled.millis(said.until());
        parked.add(batch);
    }

    /** Takes some of what is put aside away. */
    void withdraw(Set<Batch> batches) {
        parked.removeAll(batches);
        returning.removeAll(batches);
        Set<Site> emptied = new HashSet<>();
        for (Batch batch : batches) {
            if (batch.isParked()) {
                batch.park(false);
                emptied.add(batch.site);
            }
        }
        emptied.forEach(site -> sites.settle(site, core.clock().millis()));
    }

    /** Takes away what is of messages taken before some time. */
    List<Batch> takeReceived(long before) {
        List<Batch> taken = parked.stream().filter(b -> b.entry.received < before).toList();
        withdraw(Set.copyOf(taken));
        return taken;
    }

    /** Why mail waits that was put aside. */
    static Status.Transient reason() {
        return new Status.Transient(3, 2, "suspended by the postmaster");
    }

    private void activate(Suspension said) {
        active.add(new Active(said, pattern(said)));
        if (said.kind() == Kind.SOURCE) {
            sites.suspendSource(said.name(), adjustment(said), core.clock().millis());
        }
    }

    private void end(List<Suspension> over) {
        List<Suspension> rest = new ArrayList<>(all());
        rest.removeAll(over);
        file.write(rest);
        active.removeIf(a -> over.contains(a.said()));
        for (Suspension said : over) {
            if (said.kind() == Kind.SOURCE) {
                sites.resumeSource(said.name(), core.clock().millis());
            }
        }
        returning.addAll(parked);
        parked.clear();
    }

    private static Adjustment adjustment(Suspension said) {
        long since = Spooled.millis(said.since());
        long century = since + 100L * 365 * 86_400_000;
        long until = Math.min(century, Spooled.millis(said.until()));
        return new Adjustment(0, since, until, "suspended by " + said.who() + " " + said.why());
    }

    private static Optional<Pattern> pattern(Suspension said) {
        return said.kind() == Kind.SENDER ? FilterMatch.glob(said.name()) : Optional.empty();
    }

    private static boolean isSame(Suspension said, Kind kind, String name) {
        return said.kind() == kind && said.name().equalsIgnoreCase(name);
    }

    /** One, made ready to be asked. */
    private record Active(Suspension said, Optional<Pattern> pattern) {
        boolean concerns(Site site) {
            String name = said.name().toLowerCase(Locale.ROOT);
            return switch (said.kind()) {
                case DOMAIN ->
                        site.domains().stream().anyMatch(d -> NamePattern.matches(name, d.name()));
                case SITE -> SiteReports.isMeant(site, name);
                case SENDER -> site.parked > 0;
                case SOURCE ->
                        site.lanes().stream().anyMatch(lane -> lane.source.equalsIgnoreCase(name));
            };
        }

        boolean isFor(Batch batch, Mailbox recipient) {
            String name = said.name().toLowerCase(Locale.ROOT);
            return switch (said.kind()) {
                case DOMAIN ->
                        NamePattern.matches(
                                name, recipient.domain().name().toLowerCase(Locale.ROOT));
                case SITE -> SiteReports.isMeant(batch.site, name);
                case SENDER ->
                        pattern.map(p -> p.matcher(batch.entry.sender().toString()).matches())
                                .orElse(false);
                case SOURCE -> false;
            };
        }
    }
}
