// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.queue.QueueControl.Waiting;
import io.postern.spool.SpooledMessage;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks at all that waits, some hundred messages at a time, so that the queue's thread goes on in
 * between: it only says where recipients are, the rest is done by whoever asks. What comes or goes
 * meanwhile may be missed. No message is read.
 */
final class Survey {
    /** Messages looked at in one go. */
    static final int STEP = 500;

    private final Core core;
    private final Backlog backlog;
    private final Sites sites;

    Survey(Core core, Backlog backlog, Sites sites) {
        this.core = core;
        this.backlog = backlog;
        this.sites = sites;
    }

    /** Takes the messages that a filter is for, the oldest first, some at a time. */
    void walk(QueueFilter filter, Taker taker) throws InterruptedException {
        FilterMatch match = match(filter);
        @Nullable Entry last = null;
        boolean more = true;
        while (more) {
            if (Thread.interrupted()) {
                throw new InterruptedException("looking at the queue");
            }
            @Nullable Entry from = last;
            List<Entry> step = core.loop().ask(() -> backlog.after(from, STEP));
            more = taker.take(found(step, match)) && step.size() == STEP;
            last = step.isEmpty() ? null : step.getLast();
        }
    }

    /** Those of some messages that a filter is for. */
    List<Found> found(List<Entry> entries, QueueFilter filter) {
        return found(entries, match(filter));
    }

    private List<Found> found(List<Entry> entries, FilterMatch match) {
        Instant now = core.clock().instant();
        List<Listing> listings =
                core.loop()
                        .ask(
                                () ->
                                        entries.stream()
                                                .map(e -> Listing.of(e, now.toEpochMilli()))
                                                .toList());
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Listing listing = listings.get(i);
            Entry entry = entries.get(i);
            core.spool()
                    .find(listing.id())
                    .filter(match::message)
                    .ifPresent(message -> add(found, entry, listing, message, match));
        }
        return found;
    }

    private void add(
            List<Found> found,
            Entry entry,
            Listing listing,
            SpooledMessage message,
            FilterMatch match) {
        Map<Integer, Waiting> meant = new TreeMap<>();
        BitSet indices = new BitSet();
        listing.waiting(message, core.clock().instant())
                .forEach(
                        (recipient, waiting) -> {
                            if (match.recipient(recipient.recipient().mailbox(), waiting)) {
                                meant.put(recipient.index(), waiting);
                                indices.set(recipient.index());
                            }
                        });
        if (!meant.isEmpty()) {
            found.add(new Found(entry, message, List.copyOf(meant.values()), Indices.of(indices)));
        }
    }

    private FilterMatch match(QueueFilter filter) {
        String wanted = filter.text("site");
        Set<String> names = new HashSet<>();
        Set<String> domains = new HashSet<>();
        if (!wanted.isEmpty()) {
            core.loop()
                    .await(
                            () -> {
                                for (Site site : sites.all()) {
                                    if (SiteReports.isMeant(site, lower(wanted))) {
                                        names.add(site.name());
                                        site.domains()
                                                .forEach(d -> domains.add(lower(d.toString())));
                                    }
                                }
                            });
        }
        return new FilterMatch(filter, names, domains, core.clock().instant());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Takes what was found; false where that is enough. */
    @FunctionalInterface
    interface Taker {
        boolean take(List<Found> found) throws InterruptedException;
    }

    /**
     * A message that is meant.
     *
     * @param entry for the queue's thread alone
     * @param waiting its recipients that are meant
     * @param indices of those
     */
    record Found(Entry entry, SpooledMessage message, List<Waiting> waiting, Indices indices) {
        QueueControl.QueuedMessage listed() {
            return new QueueControl.QueuedMessage(
                    message.id(),
                    message.received(),
                    message.size(),
                    message.reversePath().toString(),
                    message.hold(),
                    waiting);
        }
    }
}
