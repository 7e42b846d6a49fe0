// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.Peer;
import io.postern.queue.DeliveryRun.Result;
import io.postern.spool.Spool;
import io.postern.spool.SpooledMessage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Starts attempts and takes their outcomes. Used by the queue's thread. */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final Duration SWEEP = Duration.ofMinutes(1);

    /** How long a site that answers nobody is left alone, between one attempt and the next. */
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    private final DeliveryRun run;
    private final Progress progress;
    private final Sites sites;
    private final Reactions reactions;
    private final Suspensions suspensions;
    private final Settlements settlements;
    private final Retries retries;
    private final Core core;
    private long nextSweep;

    Deliveries(
            Core core,
            DeliveryRun run,
            Progress progress,
            Places places,
            Settlements settlements,
            Retries retries) {
        this.run = run;
        this.progress = progress;
        this.sites = places.sites();
        this.reactions = new Reactions(sites);
        this.suspensions = places.suspensions();
        this.settlements = settlements;
        this.retries = retries;
        this.core = core;
    }

    /** Starts as many attempts as there is room for. */
    void start() throws InterruptedException {
        long now = now();
        if (now >= nextSweep) {
            nextSweep = now + SWEEP.toMillis();
            expire(now);
        }
        for (Optional<Sites.Start> next = sites.next(now);
                next.isPresent();
                next = sites.next(now)) {
            start(next.get());
        }
    }

    private void start(Sites.Start start) {
        Batch batch = start.batch();
        Lane lane = start.lane();
        Passage passage =
                new Passage(
                        batch.way,
                        start.egress(),
                        lane.allowance().messagesPerConnection(),
                        lane.isBusy(now()),
                        () -> lane.connect(now()));
        core.workers()
                .start(
                        "deliver/" + batch.entry.id(),
                        () -> {
                            Result result =
                                    run.run(
                                            batch.entry.id(),
                                            batch.indices,
                                            passage,
                                            start.transport());
                            core.loop().tell(() -> ended(batch, result));
                        },
                        () -> core.loop().tell(() -> broken(batch)));
    }

    private void ended(Batch batch, Result result) {
        switch (result) {
            case Result.TransportGone _ -> sites.putBack(batch, now());
            case Result.NoConnection _ -> sites.refused(batch, now());
            case Result.Nobody _ -> {
                sites.ended(batch, now());
                release(batch);
            }
            case Result.Ended ended -> ended(batch, ended);
        }
    }

    private void ended(Batch batch, Result.Ended ended) {
        List<Tried> tried = ended.tried();
        heed(batch, ended.answered(), tried);
        boolean nobodySettled =
                tried.stream().noneMatch(one -> one.outcome() instanceof DeliveryOutcome.Delivered);
        if (ended.provoked().isPresent()
                && reactions.react(ended.provoked().get(), batch, nobodySettled, now())) {
            return;
        }
        sites.ended(batch, now());
        settlements.settle(
                ended.message(), batch.site.key.transport(), tried, () -> release(batch));
    }

    /** What an attempt says of its site, and of how much at once that bears. */
    private void heed(Batch batch, DeliveryRun.Answered answered, List<Tried> tried) {
        Site site = batch.site;
        tried.stream()
                .map(one -> Provoked.reply(one.outcome()))
                .filter(reply -> !reply.isEmpty())
                .findFirst()
                .ifPresent(site::lastReply);
        switch (answered) {
            case YES -> {
                site.answered();
                if (batch.lane != null) {
                    batch.lane.succeeded();
                }
            }
            case NO ->
                    tried.stream()
                            .map(Tried::outcome)
                            .filter(DeliveryOutcome.Deferred.class::isInstance)
                            .map(DeliveryOutcome.Deferred.class::cast)
                            .filter(deferred -> deferred.blame() == Blame.DESTINATION)
                            .findFirst()
                            .ifPresent(why -> failed(batch, why));
            case UNKNOWN -> {}
        }
    }

    private void failed(Batch batch, DeliveryOutcome.Deferred why) {
        Site site = batch.site;
        String reply = Provoked.reply(why).isEmpty() ? why.status().text() : Provoked.reply(why);
        if (batch.lane != null) {
            int before = batch.lane.window.size();
            batch.lane.failed();
            int after = batch.lane.window.size();
            if (after < before) {
                LOG.info(
                        "site={} source={} connections={} reply=\"{}\"",
                        Line.of(site.name()),
                        batch.lane.source,
                        after,
                        Line.of(reply));
            }
        }
        long now = now();
        long until = now + pause(site);
        if (sites.failed(site, now, until, why.status())) {
            LOG.warn(
                    "site={} status=down until={} reply=\"{}\"",
                    Line.of(site.name()),
                    Instant.ofEpochMilli(until),
                    Line.of(reply));
        }
    }

    /** At first no longer than a message would wait, then more and more. */
    private long pause(Site site) {
        long first = Math.min(FIRST_PAUSE.toMillis(), retries.first().toMillis());
        return Math.min(first << Math.min(site.blocks(), 10), LONGEST_PAUSE.toMillis());
    }

    private void release(Batch batch) {
        batch.entry.remove(batch);
        progress.free(batch.entry, batch.indices);
    }

    private void broken(Batch batch) {
        sites.ended(batch, now());
        batch.entry.remove(batch);
        batch.entry.free(batch.indices);
        progress.postpone(batch.entry);
    }

    /** Mail for a site that can't be tried gets old there: it ends as it would after an attempt. */
    private void expire(long now) throws InterruptedException {
        long before = now - retries.lifetime().toMillis() + 1;
        for (Batch batch : suspensions.takeReceived(before)) {
            expire(batch, Suspensions.reason());
        }
        for (Batch batch : sites.takeUnreachable(now, before)) {
            expire(batch, batch.site.reason());
        }
    }

    private void expire(Batch batch, Status.Transient reason) {
        Spool spool = core.spool();
        Optional<SpooledMessage> message = spool.find(batch.entry.id());
        if (message.isEmpty()) {
            release(batch);
            return;
        }
        DeliveryOutcome outcome =
                new DeliveryOutcome.Deferred(reason, Blame.DESTINATION, Peer.NONE);
        List<Tried> tried =
                Spooled.chosen(message.get(), batch.indices).stream()
                        .map(entry -> new Tried(entry, outcome))
                        .toList();
        settlements.settle(message.get(), "", tried, () -> release(batch));
    }

    private long now() {
        InstantSource clock = core.clock();
        return clock.millis();
    }
}
