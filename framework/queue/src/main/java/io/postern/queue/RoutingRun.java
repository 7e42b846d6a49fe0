// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.routing.RoutingDecision;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.Peer;
import io.postern.api.transport.TlsLevel;
import io.postern.hooks.MailEvents;
import io.postern.spool.Bounce;
import io.postern.spool.RecipientChange;
import io.postern.spool.RecipientState;
import io.postern.spool.RecipientState.Waiting;
import io.postern.spool.Spool;
import io.postern.spool.SpooledMessage;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Gatherers;

/**
 * Routes the recipients of one message whose time has come, round by round: what redirects bring is
 * recorded in the spool and routed in the next round, before anything is delivered to it, so that a
 * crash doesn't redirect again. Blocks for the routers; each run has a thread of its own.
 */
final class RoutingRun {
    /** Recipients that share a site travel together, up to this many. */
    static final int MOST_TOGETHER = 1000;

    /** So many of a message's recipients are routed side by side. */
    private static final int AT_ONCE = 64;

    private final Spool spool;
    private final RoutingChain chain;
    private final Shapings shapings;
    private final BounceWriter writer;
    private final MailEvents events;
    private final InstantSource clock;

    RoutingRun(Core core, RoutingChain chain, Shapings shapings, BounceWriter writer) {
        this.spool = core.spool();
        this.chain = chain;
        this.shapings = shapings;
        this.writer = writer;
        this.events = core.events();
        this.clock = core.clock();
    }

    /**
     * Routes.
     *
     * @param busy recipients to leave alone
     * @param all whether those are routed too whose time hasn't come
     * @return empty where the message is finished
     */
    Optional<Routed> run(QueueId id, Indices busy, boolean all) throws InterruptedException {
        Map<Together, List<Group>> groups = new HashMap<>();
        List<Tried> ended = new ArrayList<>();
        BitSet done = busy.bits();
        boolean redirected = true;
        while (redirected) {
            Optional<SpooledMessage> message = spool.find(id);
            if (message.isEmpty()) {
                return Optional.empty();
            }
            redirected = round(message.get(), done, all, new Found(groups, ended));
        }
        return spool.find(id)
                .map(
                        m ->
                                new Routed(
                                        m,
                                        groups.values().stream().flatMap(List::stream).toList(),
                                        ended));
    }

    private List<SpooledMessage.Entry> due(
            List<SpooledMessage.Entry> entries, BitSet done, boolean all) {
        long now = clock.millis();
        return Spooled.waiting(entries, Indices.of(done)).stream()
                .filter(e -> all || (e.state() instanceof Waiting w && Spooled.due(w) <= now))
                .toList();
    }

    /** One round; true where redirects brought recipients for another. */
    private boolean round(SpooledMessage message, BitSet done, boolean all, Found found)
            throws InterruptedException {
        List<SpooledMessage.Entry> entries = message.recipients();
        List<SpooledMessage.Entry> due = due(entries, done, all);
        due.forEach(entry -> done.set(entry.index()));
        Redirects redirects = new Redirects(entries);
        List<RecipientChange> changes = new ArrayList<>();
        List<SpooledMessage.Entry> expanded = new ArrayList<>();
        List<Tried> ended = found.ended();
        for (Choice choice : route(due, redirects, message)) {
            SpooledMessage.Entry entry = choice.entry();
            switch (choice.decision()) {
                case RoutingDecision.Via via -> {
                    ReversePath sender = entry.recipient().reversePath(message.reversePath());
                    group(entry, sender, via, found);
                }
                case RoutingDecision.Redirect redirect -> {
                    switch (redirects.redirect(entry.index(), redirect)) {
                        case Redirects.Result.To(List<Recipient> recipients) -> {
                            changes.add(replaced(entry, recipients));
                            if (isExpansion(redirect, recipients)) {
                                expanded.add(entry);
                            }
                        }
                        case Redirects.Result.TooFar(Status.Permanent status) ->
                                ended.add(failed(entry, status));
                    }
                }
                case RoutingDecision.Discard(String reason) ->
                        changes.add(
                                new RecipientChange(
                                        entry.index(),
                                        new RecipientState.Discarded(Line.of(reason))));
                case RoutingDecision.Unroutable(Status.Permanent status) ->
                        ended.add(failed(entry, status));
                case RoutingDecision.Defer(Status.Transient status) ->
                        ended.add(deferred(entry, status));
                case RoutingDecision.Pass _ -> throw new IllegalStateException("chain passed");
            }
        }
        record(message, changes, expanded);
        return changes.stream().anyMatch(c -> c.state() instanceof RecipientState.Redirected);
    }

    /** Whether what the sender asked to be told of ends with it. */
    private static boolean isExpansion(
            RoutingDecision.Redirect redirect, List<Recipient> recipients) {
        return recipients.size() != 1 || redirect.returnPath() instanceof ReturnPath.Own;
    }

    private List<Choice> route(
            List<SpooledMessage.Entry> due, Redirects redirects, SpooledMessage message)
            throws InterruptedException {
        if (due.size() == 1) {
            return List.of(choose(due.getFirst(), redirects, message));
        }
        return due.stream()
                .gather(
                        Gatherers.mapConcurrent(
                                AT_ONCE, e -> chooseUnlessStopped(e, redirects, message)))
                .toList();
    }

    private Choice chooseUnlessStopped(
            SpooledMessage.Entry entry, Redirects redirects, SpooledMessage message) {
        try {
            return choose(entry, redirects, message);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            Status.Transient status = new Status.Transient(3, 2, "the server is stopping");
            return new Choice(entry, new RoutingDecision.Defer(status));
        }
    }

    private Choice choose(SpooledMessage.Entry entry, Redirects redirects, SpooledMessage message)
            throws InterruptedException {
        Recipient recipient = entry.recipient();
        ReversePath sender = recipient.reversePath(message.reversePath());
        return new Choice(
                entry,
                chain.route(
                        Spooled.subject(message),
                        recipient,
                        sender,
                        redirects.lineage(entry.index()),
                        _ -> {}));
    }

    /** Puts a recipient with those that go the same way. */
    private void group(
            SpooledMessage.Entry entry, ReversePath sender, RoutingDecision.Via via, Found found)
            throws InterruptedException {
        Shaped shaped =
                shapings.of(entry.recipient().mailbox().domain(), via.transport(), via.hops());
        if (!shapings.hasPool(shaped.pool())) {
            String pool = Line.of(shaped.pool());
            Status.Transient status =
                    new Status.Transient(3, 5, "egress pool '" + pool + "' is not there");
            found.ended().add(deferred(entry, status));
            return;
        }
        Site.Key site = Site.Key.of(via.transport(), via.hops());
        List<Group> same =
                found.groups()
                        .computeIfAbsent(
                                new Together(sender, site, shaped.pool(), shaped.tls()),
                                _ -> new ArrayList<>());
        if (same.isEmpty() || same.getLast().indices().cardinality() >= MOST_TOGETHER) {
            Way way = new Way(via.hops(), shaped.pool(), shaped.tls());
            same.add(new Group(via.transport(), way, new HashSet<>(), new BitSet()));
        }
        same.getLast().shaped().add(shaped);
        same.getLast().indices().set(entry.index());
    }

    private static RecipientChange replaced(
            SpooledMessage.Entry entry, List<Recipient> recipients) {
        return new RecipientChange(
                entry.index(),
                recipients.isEmpty()
                        ? new RecipientState.Discarded("redirected to recipients it has already")
                        : new RecipientState.Redirected(recipients));
    }

    private static Tried failed(SpooledMessage.Entry entry, Status.Permanent status) {
        return new Tried(entry, new DeliveryOutcome.Failed(status, Peer.NONE));
    }

    private static Tried deferred(SpooledMessage.Entry entry, Status.Transient status) {
        return new Tried(entry, new DeliveryOutcome.Deferred(status, Blame.RECIPIENT, Peer.NONE));
    }

    /** Writes down what was redirected or discarded, and tells the senders who asked. */
    private void record(
            SpooledMessage message,
            List<RecipientChange> changes,
            List<SpooledMessage.Entry> expanded) {
        if (changes.isEmpty()) {
            return;
        }
        QueueId id = message.id();
        List<SpooledMessage.Entry> entries = message.recipients();
        Instant now = clock.instant();
        List<Bounce> reports = new ArrayList<>();
        Spooled.bySender(message, expanded)
                .forEach(
                        (sender, some) ->
                                reports.addAll(
                                        writer.write(message, sender, Dsn.expanded(some), now)));
        spool.record(id, changes, reports);
        for (RecipientChange change : changes) {
            Recipient from = entries.get(change.index()).recipient();
            if (change.state() instanceof RecipientState.Redirected(List<Recipient> recipients)) {
                for (Recipient to : recipients) {
                    events.publish(new MailEvent.Redirected(now, id, from, to));
                }
            } else if (change.state() instanceof RecipientState.Discarded(String reason)) {
                events.publish(new MailEvent.Discarded(now, id, from, reason));
            }
        }
        for (Bounce report : reports) {
            events.publish(new MailEvent.Bounced(now, id, report.id(), BounceWriter.to(report)));
        }
    }

    /**
     * What came of it.
     *
     * @param groups recipients to be delivered
     * @param ended recipients that failed or are put off
     */
    record Routed(SpooledMessage message, List<Group> groups, List<Tried> ended) {}

    /**
     * Recipients with the same way to go.
     *
     * @param shaped what shaping says of their domains
     */
    record Group(String transport, Way way, Set<Shaped> shaped, BitSet indices) {}

    private record Together(
            ReversePath sender, Site.Key site, String pool, Optional<TlsLevel> tls) {}

    private record Found(Map<Together, List<Group>> groups, List<Tried> ended) {}

    private record Choice(SpooledMessage.Entry entry, RoutingDecision decision) {}
}
