// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.Peer;
import io.postern.queue.Survey.Found;
import io.postern.spool.SpooledMessage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Carries out what operators order, some hundred messages at a time, so that the queue goes on in
 * between. Recipients that are being routed or tried are left alone: nobody can say yet what
 * becomes of them. An order that is interrupted by a crash is done for the part that was written
 * down. Safe for many threads.
 */
final class Operations {
    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
    private static final int MOST_NAMED = 100;

    private final Core core;
    private final Backlog backlog;
    private final Sites sites;
    private final Places places;
    private final Progress progress;
    private final Settlements settlements;
    private final Survey survey;

    Operations(
            Core core, Backlog backlog, Places places, Progress progress, Settlements settlements) {
        this.core = core;
        this.backlog = backlog;
        this.places = places;
        this.sites = places.sites();
        this.progress = progress;
        this.settlements = settlements;
        this.survey = new Survey(core, backlog, sites);
    }

    Survey survey() {
        return survey;
    }

    /** Does what is ordered. Blocks until it is done. */
    QueueOrder.Result carryOut(QueueOrder order) throws InterruptedException {
        Tally tally = new Tally();
        if (order.ids().isEmpty()) {
            survey.walk(order.filter(), found -> act(order, found, tally));
            if (order.action() instanceof QueueAction.Retry
                    && order.filter().isAll()
                    && !order.dryRun()) {
                core.loop().await(() -> sites.openAll(core.clock().millis()));
            }
        } else {
            List<QueueId> wanted = order.ids().stream().distinct().toList();
            for (int from = 0; from < wanted.size(); from += Survey.STEP) {
                int to = Math.min(from + Survey.STEP, wanted.size());
                List<Entry> entries = named(wanted.subList(from, to), tally);
                act(order, survey.found(entries, order.filter()), tally);
            }
        }
        QueueOrder.Result result = tally.result();
        if (!order.dryRun()) {
            LOG.info(
                    "queue command={} filter={} ids={} messages={} recipients={} by={} reason={}",
                    order.action().word(),
                    Line.of(order.filter().toString()),
                    order.ids().size(),
                    result.messages(),
                    result.recipients(),
                    Line.of(order.who()),
                    Line.of(order.why()));
        }
        return result;
    }

    private List<Entry> named(List<QueueId> wanted, Tally tally) {
        List<Entry> entries =
                core.loop()
                        .ask(
                                () ->
                                        wanted.stream()
                                                .map(backlog::find)
                                                .filter(Objects::nonNull)
                                                .toList());
        Set<QueueId> known = new HashSet<>();
        entries.forEach(entry -> known.add(entry.id()));
        wanted.stream().filter(id -> !known.contains(id)).forEach(tally.unknown::add);
        return entries;
    }

    private boolean act(QueueOrder order, List<Found> found, Tally tally) {
        List<Found> meant =
                found.stream().filter(one -> isMeant(order.action(), one.message())).toList();
        if (order.dryRun()) {
            meant.forEach(one -> count(order.action(), one, tally));
            return true;
        }
        switch (order.action()) {
            case QueueAction.Hold _ -> {
                String why =
                        "held by "
                                + order.who()
                                + (order.why().isEmpty() ? "" : ": " + order.why());
                meant.forEach(
                        one -> {
                            if (core.spool().hold(one.message().id(), Line.of(why))) {
                                done(order, one, one.indices(), tally);
                            }
                        });
            }
            case QueueAction.Release _ ->
                    meant.forEach(
                            one -> {
                                if (core.spool().release(one.message().id())) {
                                    done(order, one, one.indices(), tally);
                                }
                            });
            case QueueAction.Retry _ ->
                    core.loop().await(() -> meant.forEach(one -> retry(order, one, tally)));
            case QueueAction.Bounce _, QueueAction.Remove _, QueueAction.Reroute _ ->
                    core.loop().await(() -> take(order, meant, tally));
        }
        return true;
    }

    private static boolean isMeant(QueueAction action, SpooledMessage message) {
        return switch (action) {
            case QueueAction.Hold _, QueueAction.Retry _, QueueAction.Reroute _ ->
                    message.hold().isEmpty();
            case QueueAction.Release _ -> !message.hold().isEmpty();
            case QueueAction.Bounce _, QueueAction.Remove _ -> true;
        };
    }

    private static void count(QueueAction action, Found one, Tally tally) {
        long busy =
                one.waiting().stream()
                        .filter(w -> w.state().equals("active") || w.state().equals("routing"))
                        .count();
        boolean sparesBusy =
                !(action instanceof QueueAction.Hold || action instanceof QueueAction.Release);
        tally.busy += sparesBusy ? busy : 0;
        long recipients = one.waiting().size() - (sparesBusy ? busy : 0);
        if (recipients > 0) {
            tally.count(one.message().id(), recipients);
        }
    }

    private void done(QueueOrder order, Found one, Indices touched, Tally tally) {
        tally.count(one.message().id(), touched.count());
        publish(order, one);
    }

    private void publish(QueueOrder order, Found one) {
        core.events()
                .publish(
                        new MailEvent.Operated(
                                core.clock().instant(),
                                one.message().id(),
                                order.action().word(),
                                Line.of(order.who()),
                                Line.of(order.why())));
    }

    /** Makes a message's recipients due now. On the queue's thread. */
    private void retry(QueueOrder order, Found one, Tally tally) {
        Entry entry = one.entry();
        if (entry.removed || entry.held) {
            return;
        }
        int recipients = force(entry);
        if (recipients > 0) {
            tally.count(one.message().id(), recipients);
            if (!order.ids().isEmpty() || !order.filter().isAll()) {
                publish(order, one);
            }
        }
    }

    /** Makes a message's recipients due now; how many those are. On the queue's thread. */
    int force(Entry entry) {
        if (entry.held) {
            return 0;
        }
        long now = core.clock().millis();
        int recipients = 0;
        for (Batch batch : entry.batches()) {
            if (batch.site.isBlocked(now)) {
                recipients += batch.size();
                sites.open(batch.site, now);
            }
        }
        int idle = entry.routing ? 0 : entry.live - entry.busy().count();
        if (idle > 0) {
            entry.forced = true;
            backlog.schedule(entry, 0);
        }
        return recipients + idle;
    }

    /** Takes recipients from wherever they wait and does with them what is ordered. */
    private void take(QueueOrder order, List<Found> found, Tally tally)
            throws InterruptedException {
        Set<Batch> withdrawn = new HashSet<>();
        for (Found one : found) {
            one.entry().batches().stream()
                    .filter(batch -> !batch.active && batch.indices.meets(one.indices()))
                    .forEach(withdrawn::add);
        }
        sites.withdraw(withdrawn, core.clock().millis());
        places.suspensions().withdraw(withdrawn);
        for (Found one : found) {
            Entry entry = one.entry();
            Indices free = entry.routing ? Indices.NONE : one.indices().without(entry.busy());
            for (Batch batch : entry.batches()) {
                if (withdrawn.contains(batch)) {
                    entry.remove(batch);
                    entry.free(batch.indices);
                    free = free.with(batch.indices.shared(one.indices()));
                }
            }
            tally.busy += one.indices().count() - free.count();
            if (free.isEmpty() || entry.removed) {
                progress.refresh(entry);
            } else {
                done(order, one, free, tally);
                carryOut(order, one, free);
            }
        }
    }

    /** Puts aside what waits already for something that is suspended from now on. */
    void park(QueueFilter filter) throws InterruptedException {
        survey.walk(
                filter,
                found -> {
                    core.loop().await(() -> park(found));
                    return true;
                });
    }

    private void park(List<Found> found) {
        Map<Batch, SpooledMessage> withdrawn = new LinkedHashMap<>();
        for (Found one : found) {
            one.entry().batches().stream()
                    .filter(batch -> !batch.active && !batch.isParked())
                    .forEach(batch -> withdrawn.put(batch, one.message()));
        }
        long now = core.clock().millis();
        places.sites().withdraw(withdrawn.keySet(), now);
        withdrawn.forEach(
                (batch, message) -> {
                    batch.entry.remove(batch);
                    places.enter(message, batch, now);
                });
    }

    private void carryOut(QueueOrder order, Found one, Indices indices) {
        Entry entry = one.entry();
        SpooledMessage message = one.message();
        switch (order.action()) {
            case QueueAction.Bounce _ -> {
                entry.occupy(indices);
                Status.Permanent status =
                        new Status.Permanent(
                                7,
                                1,
                                "returned by the postmaster"
                                        + (order.why().isEmpty()
                                                ? ""
                                                : ": " + Line.of(order.why())));
                DeliveryOutcome outcome = new DeliveryOutcome.Failed(status, Peer.NONE);
                List<Tried> tried =
                        Spooled.chosen(message, indices).stream()
                                .map(recipient -> new Tried(recipient, outcome))
                                .toList();
                settlements.settle(message, "", tried, () -> progress.free(entry, indices));
            }
            case QueueAction.Remove _ -> {
                entry.occupy(indices);
                settlements.discard(
                        message,
                        Spooled.chosen(message, indices),
                        Line.of("removed by " + order.who() + " " + order.why()).strip(),
                        () -> progress.free(entry, indices));
            }
            case QueueAction.Reroute(String transport, var hops) -> {
                if (transport.isEmpty()) {
                    entry.forced = true;
                } else {
                    reroute(one, indices, sites.of(transport, hops), Way.of(hops));
                }
            }
            case QueueAction.Hold _, QueueAction.Release _, QueueAction.Retry _ -> {}
        }
        progress.refresh(entry);
    }

    /** Puts recipients with a site, those apart whose copies have different senders. */
    private void reroute(Found one, Indices indices, Site site, Way way) {
        SpooledMessage message = one.message();
        Spooled.bySender(message, Spooled.chosen(message, indices))
                .forEach(
                        (_, entries) -> {
                            Indices some =
                                    Indices.of(
                                            entries.stream()
                                                    .mapToInt(SpooledMessage.Entry::index)
                                                    .toArray());
                            Batch batch = new Batch(one.entry(), some, site, site.shared(way));
                            places.enter(message, batch, core.clock().millis());
                        });
    }

    /** Counts what was touched. Handed from thread to thread, never used by two at once. */
    private static final class Tally {
        private final List<QueueId> first = new ArrayList<>();
        private final List<QueueId> unknown = new ArrayList<>();
        private long messages;
        private long recipients;
        private long busy;

        void count(QueueId id, long touched) {
            messages++;
            recipients += touched;
            if (first.size() < MOST_NAMED) {
                first.add(id);
            }
        }

        QueueOrder.Result result() {
            return new QueueOrder.Result(
                    messages, recipients, busy, List.copyOf(first), List.copyOf(unknown));
        }
    }
}
