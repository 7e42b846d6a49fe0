// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.ReversePath;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** The queue, put together from its parts. Safe for many threads. */
final class MailQueue implements QueueControl {
    /** How long attempts under way may go on when the queue stops. */
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final Core core;
    private final RoutingChain chain;
    private final PauseFile pause;
    private final Backlog backlog = new Backlog();
    private final Sites sites;
    private final Progress progress;
    private final Routings routings;
    private final Flow flow;

    MailQueue(
            Core core,
            RoutingChain chain,
            Outlets outlets,
            Retries retries,
            PauseFile pause,
            Limits limits) {
        this.core = core;
        this.chain = chain;
        this.pause = pause;
        this.sites = new Sites(outlets.transports(), outlets.egresses(), limits.attempts());
        this.progress = new Progress(backlog, core, limits.warnAfter());
        BounceWriter writer = new BounceWriter(chain.host(), limits.mostReturned());
        Settlements settlements =
                new Settlements(core, new Outcomes(retries, core.clock()), writer);
        RoutingRun routing =
                new RoutingRun(
                        core,
                        chain,
                        new Shapings(outlets.policies(), outlets.egresses(), core.clock()),
                        writer);
        DeliveryRun delivery =
                new DeliveryRun(
                        core.spool(),
                        chain.host(),
                        core.clock(),
                        limits.deadline(),
                        outlets.reactions());
        this.routings =
                new Routings(core, routing, new RouterWatch(chain), progress, sites, settlements);
        Deliveries deliveries =
                new Deliveries(core, delivery, progress, sites, settlements, retries);
        this.flow = new Flow(backlog, sites, routings, deliveries, settlements, core.clock());
    }

    /** Takes over what the spool has, and starts. */
    void start() {
        flow.mode(pause.isPaused() ? Flow.Mode.PAUSED : Flow.Mode.RUNNING);
        core.loop().start(flow);
        core.spool().consume(message -> core.loop().tell(() -> progress.admit(message)));
    }

    /**
     * Starts nothing more; attempts under way get 30 seconds and are then interrupted, and what
     * came of them is written down. An interrupted one counts as if it hadn't been.
     */
    void stop() throws InterruptedException {
        core.loop().tell(() -> flow.mode(Flow.Mode.STOPPING));
        core.workers().drain(DRAIN);
        core.loop().ask(() -> true);
        core.workers().drain(Duration.ofSeconds(2)); // bounces of the last outcomes
        core.loop().stop();
    }

    @Override
    public QueueStatus status() {
        return core.loop()
                .ask(
                        () -> {
                            long active = routings.recipients() + sites.activeRecipients();
                            Instant oldest =
                                    backlog.size() == 0
                                            ? Instant.MAX
                                            : Instant.ofEpochMilli(backlog.oldestReceived());
                            return new QueueStatus(
                                    backlog.size(),
                                    backlog.held(),
                                    active,
                                    Math.max(0, backlog.live() - active),
                                    flow.isPaused(),
                                    oldest);
                        });
    }

    @Override
    public List<QueuedMessage> list(int most) {
        Instant now = core.clock().instant();
        List<Listing> listings =
                core.loop()
                        .ask(
                                () ->
                                        backlog.oldest(most).stream()
                                                .map(e -> Listing.of(e, now.toEpochMilli()))
                                                .toList());
        List<QueuedMessage> messages = new ArrayList<>(listings.size());
        for (Listing listing : listings) {
            core.spool()
                    .find(listing.id())
                    .ifPresent(message -> messages.add(listing.complete(message, now)));
        }
        return List.copyOf(messages);
    }

    @Override
    public int retry(List<QueueId> ids) {
        return core.loop()
                .ask(
                        () -> {
                            List<Entry> chosen =
                                    ids.isEmpty()
                                            ? backlog.oldest(Integer.MAX_VALUE)
                                            : ids.stream()
                                                    .distinct()
                                                    .map(backlog::find)
                                                    .filter(Objects::nonNull)
                                                    .toList();
                            int recipients = chosen.stream().mapToInt(this::force).sum();
                            if (ids.isEmpty()) {
                                sites.openAll(core.clock().millis());
                            }
                            return recipients;
                        });
    }

    /**
     * As {@link #retry(List)}, for messages with a recipient that waits in such a domain. Looks at
     * every message, outside of the queue's thread.
     */
    Started retry(Predicate<Domain> wanted) throws InterruptedException {
        List<Entry> all =
                core.loop()
                        .ask(
                                () ->
                                        backlog.oldest(Integer.MAX_VALUE).stream()
                                                .filter(entry -> !entry.held)
                                                .toList());
        List<QueueId> chosen = new ArrayList<>();
        for (Entry entry : all) {
            QueueId id = entry.id();
            if (Thread.interrupted()) {
                throw new InterruptedException("looking for mail of a domain");
            }
            if (core.spool().find(id).filter(m -> Spooled.waitsIn(m, wanted)).isPresent()) {
                chosen.add(id);
            }
        }
        return new Started(chosen.size(), chosen.isEmpty() ? 0 : retry(chosen));
    }

    @Override
    public void pause() {
        pause.say(true);
        core.loop().ask(() -> mode(Flow.Mode.PAUSED));
    }

    @Override
    public void resume() {
        pause.say(false);
        core.loop().ask(() -> mode(Flow.Mode.RUNNING));
    }

    @Override
    public boolean release(QueueId id) {
        return core.spool().release(id);
    }

    @Override
    public List<RouteStep> explain(Mailbox recipient) throws InterruptedException {
        return new RouteWalk(chain, new ReversePath.Null()).explain(recipient);
    }

    @Override
    public List<SiteReport> explainSite(String site) {
        long now = core.clock().millis();
        return core.loop().ask(() -> new SiteReports(sites).of(site, now));
    }

    private Flow.Mode mode(Flow.Mode mode) {
        flow.mode(mode);
        return mode;
    }

    /** Makes a message's recipients due now; how many those are. */
    private int force(Entry entry) {
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

    /**
     * What a retry came to.
     *
     * @param messages that are meant
     * @param recipients of them that weren't under way already
     */
    record Started(int messages, int recipients) {}

    /**
     * How much at once, and how long.
     *
     * @param deadline of one attempt
     * @param warnAfter the age at which a sender is told that a message takes long; zero for never
     * @param mostReturned octets of a message that a report brings back whole
     */
    record Limits(Sites.Limits attempts, Duration deadline, Duration warnAfter, int mostReturned) {}
}
