// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.hooks.MailEvents;
import io.postern.queue.Outcomes.Ended;
import io.postern.spool.Bounce;
import io.postern.spool.RecipientChange;
import io.postern.spool.RecipientState;
import io.postern.spool.Spool;
import io.postern.spool.SpoolFullException;
import io.postern.spool.SpoolUnavailableException;
import io.postern.spool.SpooledMessage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes down in the spool what came of recipients, in one record for each attempt, and with it
 * what the sender is told. What the spool can't take now is kept and tried again; until it is
 * written nothing new should be started, or mail would be delivered twice. Used by the queue's
 * thread; bounces are written, and scripts asked when to try again, by threads of their own.
 */
final class Settlements {
    private static final Logger LOG = LoggerFactory.getLogger(Settlements.class);

    private final Spool spool;
    private final Outcomes outcomes;
    private final BounceWriter writer;
    private final MailEvents events;
    private final QueueLoop loop;
    private final Workers workers;
    private final InstantSource clock;
    private final Deque<Settlement> unwritten = new ArrayDeque<>();

    Settlements(Core core, Outcomes outcomes, BounceWriter writer) {
        this.spool = core.spool();
        this.outcomes = outcomes;
        this.writer = writer;
        this.events = core.events();
        this.loop = core.loop();
        this.workers = core.workers();
        this.clock = core.clock();
    }

    /**
     * Decides about recipients, tells the sender what it asked to hear, and writes it down.
     *
     * @param transport who tried; empty where routing ended it
     * @param then is run when it is written
     */
    void settle(SpooledMessage message, String transport, List<Tried> tried, Runnable then) {
        if (!outcomes.mayBlock(tried)) {
            settled(message, transport, outcomes.decide(message, transport, tried), then);
            return;
        }
        workers.start(
                "retry/" + message.id(),
                () -> {
                    List<Ended> ended = outcomes.decide(message, transport, tried);
                    loop.tell(() -> settled(message, transport, ended, then));
                },
                () ->
                        loop.tell(
                                () ->
                                        settled(
                                                message,
                                                transport,
                                                outcomes.decideUnasked(message, transport, tried),
                                                then)));
    }

    private void settled(
            SpooledMessage message, String transport, List<Ended> ended, Runnable then) {
        Instant now = clock.instant();
        List<Told> told = told(message, ended, transport.isEmpty() ? Instant.MIN : now);
        if (told.isEmpty()) {
            write(message, transport, ended, List.of(), then);
            return;
        }
        workers.start(
                "bounce/" + message.id(),
                () -> {
                    List<Bounce> bounces = bounces(message, told, now);
                    loop.tell(() -> write(message, transport, ended, bounces, then));
                },
                () -> {
                    // Those who failed go on waiting: they must not end before the sender is told.
                    List<Ended> rest = ended.stream().filter(e -> !e.isFailed()).toList();
                    loop.tell(() -> write(message, transport, rest, List.of(), then));
                });
    }

    /** What each sender is told of its copies, or the postmaster where they have none. */
    private List<Told> told(SpooledMessage message, List<Ended> ended, Instant attempted) {
        ReversePath ofMessage = message.reversePath();
        Map<ReversePath, List<Ended>> bySender = new LinkedHashMap<>();
        for (Ended one : ended) {
            ReversePath sender = one.entry().recipient().reversePath(ofMessage);
            bySender.computeIfAbsent(sender, _ -> new ArrayList<>()).add(one);
        }
        List<Told> told = new ArrayList<>();
        bySender.forEach(
                (sender, some) -> {
                    List<Dsn> dsns = told(sender, some, attempted);
                    if (!dsns.isEmpty()) {
                        told.add(new Told(sender, dsns));
                    }
                });
        return told;
    }

    private List<Dsn> told(ReversePath sender, List<Ended> ended, Instant attempted) {
        return switch (sender) {
            case ReversePath.Of _ -> Dsn.of(ended, attempted);
            case ReversePath.Null _ ->
                    Dsn.failed(ended.stream().filter(this::isForPostmaster).toList(), attempted);
        };
    }

    private List<Bounce> bounces(SpooledMessage message, List<Told> told, Instant now) {
        List<Bounce> bounces = new ArrayList<>();
        for (Told one : told) {
            bounces.addAll(
                    switch (one.sender()) {
                        case ReversePath.Of _ ->
                                writer.write(message, one.sender(), one.dsns(), now);
                        case ReversePath.Null _ -> writer.writeDouble(message, one.dsns(), now);
                    });
        }
        return bounces;
    }

    /** A failure of mail without a sender, unless it is the postmaster who can't be told. */
    private boolean isForPostmaster(Ended ended) {
        Recipient recipient = ended.entry().recipient();
        return ended.isFailed()
                && writer.postmaster() instanceof ReversePath.Of(Mailbox postmaster)
                && !recipient.mailbox().equals(postmaster)
                && !recipient.original().equals(postmaster);
    }

    /** Tells the sender that a message takes long, if any of its recipients still wait. */
    void warn(QueueId id) {
        workers.start(
                "warn/" + id,
                () -> {
                    Optional<SpooledMessage> message = spool.find(id);
                    if (message.isEmpty()) {
                        return;
                    }
                    List<Bounce> bounces = delayed(message.get());
                    if (!bounces.isEmpty()) {
                        loop.tell(() -> write(message.get(), "", List.of(), bounces, () -> {}));
                    }
                },
                () -> {});
    }

    private List<Bounce> delayed(SpooledMessage message) throws InterruptedException {
        Instant now = clock.instant();
        Instant end = message.received().plus(outcomes.lifetime());
        Instant until = end.isAfter(now) ? end : Instant.MAX;
        boolean automatic = Correspondence.of(message).automatic();
        List<Bounce> bounces = new ArrayList<>();
        Spooled.bySender(message, Spooled.waiting(message.recipients(), Indices.NONE))
                .forEach(
                        (sender, some) -> {
                            List<Dsn> told = Dsn.delayed(some, until, automatic);
                            bounces.addAll(writer.write(message, sender, told, now));
                        });
        return bounces;
    }

    /** Drops recipients; nobody is told. */
    void discard(
            SpooledMessage message,
            List<SpooledMessage.Entry> recipients,
            String reason,
            Runnable then) {
        RecipientState state = new RecipientState.Discarded(reason);
        List<RecipientChange> changes =
                recipients.stream().map(r -> new RecipientChange(r.index(), state)).toList();
        Runnable publication =
                () ->
                        recipients.forEach(
                                r ->
                                        events.publish(
                                                new MailEvent.Discarded(
                                                        clock.instant(),
                                                        message.id(),
                                                        r.recipient(),
                                                        reason)));
        write(new Settlement(message.id(), changes, List.of(), publication, then));
    }

    private void write(
            SpooledMessage message,
            String transport,
            List<Ended> ended,
            List<Bounce> bounces,
            Runnable then) {
        List<RecipientChange> changes =
                ended.stream()
                        .map(one -> new RecipientChange(one.entry().index(), one.state()))
                        .toList();
        Runnable publication = () -> publish(message, transport, ended, bounces);
        write(new Settlement(message.id(), changes, bounces, publication, then));
    }

    /** Whether something couldn't be written yet, or not be made durable for want of room. */
    boolean isStuck() {
        return !unwritten.isEmpty() || !spool.takesOutcomes();
    }

    /** Tries again what couldn't be written. */
    void flush() {
        for (Settlement next = unwritten.poll(); next != null; next = unwritten.poll()) {
            try {
                spool.record(next.id(), next.changes(), next.bounces());
            } catch (SpoolUnavailableException | SpoolFullException failed) {
                LOG.error("{} outcome not written", next.id(), failed);
                unwritten.addFirst(next);
                return;
            }
            next.publication().run();
            next.then().run();
        }
    }

    private void write(Settlement settlement) {
        unwritten.add(settlement);
        flush();
    }

    private void publish(
            SpooledMessage message, String transport, List<Ended> all, List<Bounce> bounces) {
        QueueId id = message.id();
        Instant now = clock.instant();
        Duration delay = Spooled.age(message, now);
        ReversePath ofMessage = message.reversePath();
        for (Ended ended : all) {
            for (DeliveryOutcome outcome : said(ended)) {
                events.publish(
                        new MailEvent.Attempted(
                                now, id, ended.entry().recipient(), transport, delay, outcome));
            }
            boolean isSenderless =
                    ended.entry().recipient().reversePath(ofMessage) instanceof ReversePath.Null;
            if (ended.isFailed() && isSenderless && !isForPostmaster(ended)) {
                events.publish(new MailEvent.BounceDropped(now, id, ended.entry().recipient()));
            }
        }
        for (Bounce bounce : bounces) {
            events.publish(new MailEvent.Bounced(now, id, bounce.id(), BounceWriter.to(bounce)));
        }
    }

    /** A deferral at the end of its time is a failure; where it was in doubt it is both. */
    private static List<DeliveryOutcome> said(Ended ended) {
        if (!(ended.outcome() instanceof DeliveryOutcome.Deferred deferred)
                || !(ended.state() instanceof RecipientState.Failed(var status))) {
            return List.of(ended.outcome());
        }
        DeliveryOutcome failed = new DeliveryOutcome.Failed(status, deferred.peer());
        return deferred.doubtful() ? List.of(deferred, failed) : List.of(failed);
    }

    /** What the sender of some copies is told, or the postmaster of those without one. */
    private record Told(ReversePath sender, List<Dsn> dsns) {}

    /**
     * Something to write down.
     *
     * @param publication says what happened, when it is written
     * @param then is run after that
     */
    private record Settlement(
            QueueId id,
            List<RecipientChange> changes,
            List<Bounce> bounces,
            Runnable publication,
            Runnable then) {}
}
