// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.config.Option;
import io.postern.api.config.WatchedFile;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.ReversePath;
import io.postern.api.policy.CommandHandler;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.routing.Router;
import io.postern.api.transport.RetrySchedule;
import io.postern.api.transport.ShapingPolicy;
import io.postern.api.transport.Transport;
import io.postern.hooks.HookChain;
import io.postern.hooks.HookHost;
import io.postern.smtp.AddressParser;
import io.postern.smtp.Networks;
import io.postern.spool.Spool;

import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The queue as a component: the section {@code queue:} of {@code postern.yaml}. Beside {@link
 * QueueControl} it registers the {@link RetrySchedule} of {@code retry:}, the {@link
 * RecipientPolicy} that refuses unknown users, which is asked after all others, and, where {@code
 * etrn:} lists clients, the {@link CommandHandler} for ETRN.
 */
@Component(
        service = QueueControl.class,
        immediate = true,
        configurationPid = "io.postern.queue",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=queue")
@Designate(ocd = QueueComponent.Options.class)
public final class QueueComponent implements QueueControl {
    private static final Logger LOG = LoggerFactory.getLogger(QueueComponent.class);

    /** How long a router may take; it may have to ask the DNS several times. */
    private static final Duration ROUTER_LIMIT = Duration.ofSeconds(30);

    private static final Duration DEADLINE = Duration.ofMinutes(10);

    /** What a report may bring back; it must fit into one record of the journal. */
    private static final long MOST_RETURNED = 10 << 20;

    private final HookChain<Router> routers;
    private final HookChain<Transport> transports;
    private final HookChain<RetrySchedule> schedules;
    private final HookChain<ShapingPolicy> shaping;
    private final EgressTracker egress;
    private final MailQueue queue;
    private final List<ServiceRegistration<?>> registrations;

    /** The section {@code queue:}. */
    @ObjectClassDefinition(name = "queue")
    @interface Options {
        @Option(
                kind = Option.Kind.RETRY,
                value = "waits between attempts, step after step; by default 5m, growing to 4h")
        String[] retry() default {};

        @Option(
                kind = Option.Kind.DURATION,
                value = "when to give up, where the last step of retry doesn't say")
        String lifetime() default "P5D";

        @Option("start no attempts before somebody says resume")
        boolean paused() default false;

        @Option(
                kind = Option.Kind.DURATION,
                value = "age at which a sender is told that a message takes long, 0s for never")
        String delayWarning() default "PT4H";

        @Option(
                kind = Option.Kind.SIZE,
                value = "messages up to this size come back whole where RET=FULL asks for it")
        long bounceSize() default 50 << 10;

        @Option(
                kind = Option.Kind.PATH,
                value = "folder with the texts of reports, KIND.LANGUAGE.txt; English is built in")
        String bounceTemplates() default "";

        @Option("languages of reports to mail that asks for none, the best first")
        String[] bounceLanguages() default {};

        @Option("who is told where mail without a sender fails, as reports do; nobody by default")
        String doubleBounces() default "";

        @Option(kind = Option.Kind.NETWORK, value = "clients that may start their mail by ETRN")
        String[] etrn() default {};

        @Option(kind = Option.Kind.FILE, value = "rules for what to do when a host says something")
        String reactions() default "";

        @Option(kind = Option.Kind.LIMIT, value = "attempts at once")
        int connections() default 500;

        @Option(kind = Option.Kind.LIMIT, value = "attempts at once for each site")
        int connectionsPerSite() default 20;
    }

    /**
     * Starts the queue.
     *
     * @throws IllegalArgumentException where an option can't be; the message names it
     */
    @Activate
    public QueueComponent(
            BundleContext context,
            Options options,
            @Reference Spool spool,
            @Reference HostIdentity host,
            @Reference(service = HostIdentity.class) ServiceReference<HostIdentity> hostService,
            @Reference HookHost hooks) {
        RetryRules rules =
                RetryRules.of(
                        "queue: retry",
                        List.of(options.retry()),
                        Duration.parse(options.lifetime()),
                        () -> ThreadLocalRandom.current().nextLong());
        MailQueue.Limits limits = limits(options);
        Supplier<List<Reaction>> reactions = reactions(options.reactions());
        Networks etrnClients = etrnClients(options);
        routers = HookChain.open(context, Router.class, ROUTER_LIMIT, hooks);
        transports = HookChain.open(context, Transport.class, DEADLINE, hooks);
        schedules = HookChain.open(context, RetrySchedule.class, ROUTER_LIMIT, hooks);
        shaping = HookChain.open(context, ShapingPolicy.class, ROUTER_LIMIT, hooks);
        egress = new EgressTracker(context, host);
        RoutingChain chain =
                new RoutingChain(
                        host,
                        routers::hooks,
                        new RouterPresence(context, hostService, routers::hooks),
                        ROUTER_LIMIT);
        queue =
                new MailQueue(
                        new Core(spool, hooks, Clock.systemUTC(), new QueueLoop(), new Workers()),
                        chain,
                        new Outlets(transports::named, egress::egresses, shaping::hooks, reactions),
                        new Retries(rules, schedules),
                        new PauseFile(Path.of(home(context), "data"), options.paused()),
                        limits);
        queue.start();
        registrations = register(context, rules, new RoutableRecipients(chain));
        if (!etrnClients.isEmpty()) {
            registrations.add(
                    register(context, new EtrnCommand(queue, etrnClients, Clock.systemUTC())));
        }
    }

    /** Stops it; see {@link MailQueue#stop}. */
    @Deactivate
    void stop() throws InterruptedException {
        registrations.forEach(ServiceRegistration::unregister);
        queue.stop();
        routers.close();
        transports.close();
        schedules.close();
        shaping.close();
        egress.close();
    }

    private static Supplier<List<Reaction>> reactions(String file) {
        if (file.isEmpty()) {
            return List::of;
        }
        AtomicReference<String> trouble = new AtomicReference<>("");
        WatchedFile<List<Reaction>> rules =
                new WatchedFile<>(
                        Path.of(file),
                        Clock.systemUTC(),
                        ReactionReader::read,
                        read -> LOG.info("reactions={} rules={}", file, read.size()),
                        refused -> {
                            trouble.set(refused);
                            LOG.error("reactions refused: {}", refused);
                        });
        if (rules.current().isEmpty()) {
            throw new IllegalArgumentException("queue: reactions: " + trouble.get());
        }
        return () -> rules.current().orElse(List.of());
    }

    private static String home(BundleContext context) {
        return Objects.requireNonNull(
                context.getProperty("postern.home"), "the framework property postern.home");
    }

    private static MailQueue.Limits limits(Options options) {
        if (options.connections() < 1 || options.connectionsPerSite() < 1) {
            throw new IllegalArgumentException(
                    "queue: connections and connections-per-site must be at least 1");
        }
        if (options.bounceSize() > MOST_RETURNED) {
            throw new IllegalArgumentException("queue: bounce-size must be at most 10MiB");
        }
        return new MailQueue.Limits(
                new Sites.Limits(options.connections(), options.connectionsPerSite()),
                DEADLINE,
                Duration.parse(options.delayWarning()),
                reporting(options));
    }

    private static Reporting reporting(Options options) {
        List<String> languages = List.of(options.bounceLanguages());
        for (String language : languages) {
            if (Locale.forLanguageTag(language).getLanguage().isEmpty()) {
                throw new IllegalArgumentException(
                        "queue: bounce-languages: '" + language + "' is no language tag");
            }
        }
        return new Reporting(
                (int) options.bounceSize(),
                postmaster(options.doubleBounces()),
                languages,
                templates(options.bounceTemplates()));
    }

    private static ReversePath postmaster(String address) {
        if (address.isEmpty()) {
            return new ReversePath.Null();
        }
        return AddressParser.mailbox(address)
                .map(ReversePath.Of::new)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "queue: double-bounces: no address: '" + address + "'"));
    }

    private static Supplier<ReportTemplates> templates(String folder) {
        if (folder.isEmpty()) {
            return () -> ReportTemplates.BUILT_IN;
        }
        try {
            return new ReportFolder(Path.of(folder), Clock.systemUTC());
        } catch (IllegalArgumentException broken) {
            throw new IllegalArgumentException(
                    "queue: bounce-templates: " + broken.getMessage(), broken);
        }
    }

    private static Networks etrnClients(Options options) {
        try {
            return Networks.of(List.of(options.etrn()));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("queue: etrn: " + malformed.getMessage(), malformed);
        }
    }

    private static List<ServiceRegistration<?>> register(
            BundleContext context, RetryRules rules, RoutableRecipients recipients) {
        List<ServiceRegistration<?>> registered = new ArrayList<>();
        registered.add(
                context.registerService(
                        RetrySchedule.class,
                        rules,
                        FrameworkUtil.asDictionary(Map.of("postern.name", "queue"))));
        registered.add(
                context.registerService(
                        RecipientPolicy.class,
                        recipients,
                        FrameworkUtil.asDictionary(
                                Map.of(
                                        "postern.name",
                                        "routable-recipients",
                                        Constants.SERVICE_RANKING,
                                        Integer.MIN_VALUE))));
        return registered;
    }

    private static ServiceRegistration<?> register(BundleContext context, EtrnCommand etrn) {
        String[] verb = {EtrnCommand.VERB};
        return context.registerService(
                CommandHandler.class,
                etrn,
                FrameworkUtil.asDictionary(
                        Map.of(
                                "postern.name",
                                "etrn",
                                CommandHandler.VERBS,
                                verb,
                                CommandHandler.KEYWORDS,
                                verb)));
    }

    @Override
    public QueueStatus status() {
        return queue.status();
    }

    @Override
    public List<QueuedMessage> list(int most) {
        return queue.list(most);
    }

    @Override
    public int retry(List<QueueId> ids) {
        return queue.retry(ids);
    }

    @Override
    public void pause() {
        queue.pause();
    }

    @Override
    public void resume() {
        queue.resume();
    }

    @Override
    public boolean release(QueueId id) {
        return queue.release(id);
    }

    @Override
    public List<RouteStep> explain(Mailbox recipient) throws InterruptedException {
        return queue.explain(recipient);
    }

    @Override
    public List<SiteReport> explainSite(String site) {
        return queue.explainSite(site);
    }

    @Override
    public List<QueuedMessage> list(QueueFilter filter, int most) throws InterruptedException {
        return queue.list(filter, most);
    }

    @Override
    public List<QueuedMessage> list(List<QueueId> ids) {
        return queue.list(ids);
    }

    @Override
    public long count(QueueFilter filter) throws InterruptedException {
        return queue.count(filter);
    }

    @Override
    public List<QueueSummary> summary(boolean bySite, int most) throws InterruptedException {
        return queue.summary(bySite, most);
    }

    @Override
    public Optional<ReportPreview> preview(QueueId id, String kind, String language)
            throws InterruptedException {
        return queue.preview(id, kind, language);
    }

    @Override
    public QueueOrder.Result carryOut(QueueOrder order) throws InterruptedException {
        return queue.carryOut(order);
    }

    @Override
    public List<Suspension> suspensions() {
        return queue.suspensions();
    }

    @Override
    public void suspend(Suspension suspension) throws InterruptedException {
        queue.suspend(suspension);
    }

    @Override
    public boolean lift(Suspension.Kind kind, String name, String who) {
        return queue.lift(kind, name, who);
    }
}
