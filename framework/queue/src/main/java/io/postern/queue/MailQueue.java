// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.ReversePath;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** The queue, put together from its parts. Safe for many threads. */
final class MailQueue implements QueueControl {
    private static final Logger LOG = LoggerFactory.getLogger(MailQueue.class);

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
    private final Suspensions suspensions;
    private final Places places;
    private final Operations operations;
    private final BounceWriter writer;
    private final Retries retries;

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
        this.suspensions = new Suspensions(new SuspensionFile(pause.folder()), core, sites);
        this.places = new Places(sites, suspensions);
        this.progress = new Progress(backlog, core, limits.warnAfter());
        this.writer = new BounceWriter(chain.host(), limits.reporting());
        this.retries = retries;
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
                new Routings(core, routing, new RouterWatch(chain), progress, places, settlements);
        Deliveries deliveries =
                new Deliveries(core, delivery, progress, places, settlements, retries);
        this.operations = new Operations(core, backlog, places, progress, settlements);
        this.flow = new Flow(backlog, places, routings, deliveries, settlements, core.clock());
    }

    /** Takes over what the spool has, and starts. */
    void start() {
        flow.mode(pause.isPaused() ? Flow.Mode.PAUSED : Flow.Mode.RUNNING);
        suspensions.start();
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
        for (int i = 0; i < 2; i++) { // when to retry the last ones, then bounces of them
            core.loop().await(() -> {});
            core.workers().drain(Duration.ofSeconds(2));
        }
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
                                    core.spool().unfinished(),
                                    backlog.held(),
                                    active,
                                    Math.max(0, backlog.live() - active),
                                    flow.isPaused(),
                                    oldest);
                        });
    }

    @Override
    public List<QueuedMessage> list(int most) {
        return listed(core.loop().ask(() -> backlog.oldest(most)));
    }

    @Override
    public List<QueuedMessage> list(List<QueueId> ids) {
        return listed(
                core.loop()
                        .ask(
                                () ->
                                        ids.stream()
                                                .distinct()
                                                .map(backlog::find)
                                                .filter(Objects::nonNull)
                                                .toList()));
    }

    private List<QueuedMessage> listed(List<Entry> entries) {
        return operations.survey().found(entries, QueueFilter.ALL).stream()
                .map(Survey.Found::listed)
                .toList();
    }

    @Override
    public List<QueuedMessage> list(QueueFilter filter, int most) throws InterruptedException {
        List<QueuedMessage> messages = new ArrayList<>();
        operations
                .survey()
                .walk(
                        filter,
                        found -> {
                            found.stream()
                                    .limit(most - messages.size())
                                    .map(Survey.Found::listed)
                                    .forEach(messages::add);
                            return messages.size() < most;
                        });
        return List.copyOf(messages);
    }

    @Override
    public long count(QueueFilter filter) throws InterruptedException {
        if (filter.isAll()) {
            return core.loop().ask(() -> (long) core.spool().unfinished());
        }
        AtomicLong count = new AtomicLong();
        operations
                .survey()
                .walk(
                        filter,
                        found -> {
                            count.addAndGet(found.size());
                            return true;
                        });
        return count.get();
    }

    @Override
    public List<QueueSummary> summary(boolean bySite, int most) throws InterruptedException {
        AgeTable table = new AgeTable(bySite, core.clock().instant());
        operations.survey().walk(QueueFilter.ALL, table::add);
        return table.rows(most);
    }

    @Override
    public Optional<ReportPreview> preview(QueueId id, String kind, String language)
            throws InterruptedException {
        ReportKind wanted =
                ReportKind.of(kind)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "no report '" + kind + "': " + ReportKind.words()));
        Duration lifetime = retries.lifetime();
        return core.spool()
                .find(id)
                .map(
                        message ->
                                writer.preview(
                                        message,
                                        wanted,
                                        Dsn.example(
                                                wanted,
                                                Spooled.waiting(message.recipients(), Indices.NONE),
                                                message.received().plus(lifetime)),
                                        language));
    }

    @Override
    public QueueOrder.Result carryOut(QueueOrder order) throws InterruptedException {
        return operations.carryOut(order);
    }

    @Override
    public List<Suspension> suspensions() {
        return core.loop().ask(suspensions::all);
    }

    @Override
    public void suspend(Suspension said) throws InterruptedException {
        core.loop().await(() -> suspensions.add(said));
        LOG.info(
                "queue command=suspend {}={} until={} by={} reason={}",
                said.kind().word(),
                Line.of(said.name()),
                said.until().equals(Instant.MAX) ? "resumed" : said.until(),
                Line.of(said.who()),
                Line.of(said.why()));
        switch (said.kind()) {
            case DOMAIN, SITE, SENDER ->
                    operations.park(QueueFilter.of(said.kind().word(), said.name()));
            case SOURCE -> {}
        }
    }

    @Override
    public boolean lift(Suspension.Kind kind, String name, String who) {
        Optional<Suspension> lifted = core.loop().ask(() -> suspensions.remove(kind, name));
        lifted.ifPresent(
                said ->
                        LOG.info(
                                "queue command=resume {}={} by={}",
                                kind.word(),
                                Line.of(said.name()),
                                Line.of(who)));
        return lifted.isPresent();
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
                            int recipients = chosen.stream().mapToInt(operations::force).sum();
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
        return core.loop().ask(() -> new SiteReports(places).of(site, now));
    }

    private Flow.Mode mode(Flow.Mode mode) {
        flow.mode(mode);
        return mode;
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
     */
    record Limits(
            Sites.Limits attempts, Duration deadline, Duration warnAfter, Reporting reporting) {}
}
