// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import io.postern.hooks.HookFigures;
import io.postern.hooks.MailEvents;
import io.postern.hooks.Rollouts;
import io.postern.plugins.Installed.Running;
import io.postern.plugins.PrivateCopies.Taken;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at {@code HOME/plugins} twice a second, and carries out orders, all on one thread, one
 * after the other. Plugins that are there at the start are started before this component is, so
 * that the configuration finds them.
 */
@Component(immediate = true, service = PluginControl.class)
public final class Plugins implements PluginControl {
    private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final Duration FIRST_LOOK = Duration.ofMinutes(5);

    /** Shorter than the admin API's own limit. */
    private static final Duration ANSWER = Duration.ofSeconds(110);

    private final Rollouts rollouts;
    private final PrivateCopies copies;
    private final PluginLock lock;
    private final Bundles bundles;
    private final Lifecycle lifecycle;
    private final PluginFolder folder;
    private final Orders orders;
    private final StatedHooks statedHooks;
    private final List<ServiceRegistration<?>> registrations;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("plugins").factory());

    private volatile List<PluginState> states = List.of();
    private volatile Map<String, String> troubles = Map.of();
    private String lastTrouble = "";

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    @SuppressWarnings("unused") // set by Declarative Services
    private volatile @Nullable PluginSettings settings;

    /** Starts what is in the folder, and blocks until it runs. */
    @Activate
    public Plugins(
            BundleContext context,
            @Reference MailEvents events,
            @Reference Rollouts rollouts,
            @Reference ServiceComponentRuntime runtime)
            throws InterruptedException {
        this(context, events, rollouts, runtime, Places.of(context));
    }

    Plugins(
            BundleContext context,
            MailEvents events,
            Rollouts rollouts,
            ServiceComponentRuntime runtime,
            Places places)
            throws InterruptedException {
        this.rollouts = rollouts;
        this.copies = new PrivateCopies(places.copies());
        this.lock = PluginLock.read(places.lock(), !places.observing());
        this.statedHooks = new StatedHooks(this::overstepped);
        this.bundles = new Bundles(context, statedHooks, places.builtIns(), places.copies());
        this.lifecycle =
                new Lifecycle(
                        bundles, new Components(context, runtime), rollouts, events, lock, copies);
        Inspection inspection =
                new Inspection(new Signatures(places.keys()), Runtime.version().feature());
        PluginFolder.Inspector inspector =
                (jar, sha256) ->
                        inspection.of(
                                jar, sha256, Offer.of(context, b -> !bundles.comesAndGoes(b)));
        Orders.Kept kept = new Orders.Kept(copies, lock);
        this.folder =
                new PluginFolder(
                        places.plugins(),
                        kept,
                        inspector,
                        lifecycle,
                        new Terms(places.observing(), 1, "plugins/"),
                        Clock.systemUTC());
        this.orders = new Orders(lifecycle, folder, inspector, kept, rollouts, bundles);
        this.registrations =
                List.of(
                        context.registerService(EventListenerHook.class, statedHooks, null),
                        context.registerService(FindHook.class, statedHooks, null));
        begin(places.observing());
    }

    private void begin(boolean once) throws InterruptedException {
        Future<?> first = thread.submit(() -> step(folder::begin));
        try {
            first.get(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.warn("plugins are still starting");
        } catch (ExecutionException broken) {
            LOG.error("plugins failed", broken.getCause());
        }
        if (!once) {
            ScheduledFuture<?> _ =
                    thread.scheduleWithFixedDelay(
                            () -> step(folder::look),
                            LOOK_AGAIN.toMillis(),
                            LOOK_AGAIN.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    /** Ends what it does now; the plugins run on until the framework stops them. */
    @Deactivate
    void stop() throws InterruptedException {
        thread.shutdownNow();
        registrations.forEach(ServiceRegistration::unregister);
        if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
            LOG.warn("plugins: a step goes on");
        }
    }

    /** A border: one look that goes wrong must not end those after it. */
    @SuppressWarnings("IllegalCatch")
    private void step(Look look) {
        try {
            look.run();
            lastTrouble = "";
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException trouble) {
            if (!lastTrouble.equals(trouble.toString())) {
                lastTrouble = trouble.toString();
                LOG.warn("plugins: {}", lastTrouble);
            }
        } catch (RuntimeException broken) {
            LOG.error("plugins: a look failed", broken);
        }
        show();
    }

    private void overstepped(long bundle) {
        thread.execute(
                () ->
                        step(
                                () -> {
                                    Optional<String> hook = statedHooks.overstepped(bundle);
                                    if (hook.isPresent()) {
                                        expel(bundle, hook.get());
                                    }
                                }));
    }

    private void expel(long bundle, String hook) throws IOException, InterruptedException {
        try {
            String name = lifecycle.expel(bundle, hook);
            folder.refuse(name, Bundles.unstated(hook));
        } catch (Refusal gone) {
            LOG.debug("bundle={} {}", bundle, gone.reason());
        }
    }

    @Override
    public List<PluginState> plugins() {
        List<HookFigures> figures = rollouts.figures();
        return states.stream().map(state -> state.with(figures)).toList();
    }

    @Override
    public Map<String, String> troubles() {
        return troubles;
    }

    @Override
    public String repository() {
        PluginSettings present = settings;
        return present == null ? "" : present.repository();
    }

    @Override
    public PluginAnswer carryOut(PluginOrder order) throws InterruptedException {
        try {
            return switch (order) {
                case PluginOrder.Check check -> withJar(order, copies.take(check.jar()));
                case PluginOrder.Take take -> withJar(order, copies.take(take.jar()));
                case PluginOrder.Change _ -> answer(() -> orders.carryOut(order, null));
            };
        } catch (Refusal refused) {
            return new PluginAnswer.Refused(refused.reason());
        } catch (IOException broken) {
            return new PluginAnswer.Refused("the jar can't be written down: " + broken);
        }
    }

    private PluginAnswer withJar(PluginOrder order, Taken jar)
            throws Refusal, IOException, InterruptedException {
        return answer(
                () -> {
                    try (jar) {
                        return orders.carryOut(order, jar);
                    }
                });
    }

    private PluginAnswer answer(Callable<PluginAnswer> work)
            throws Refusal, IOException, InterruptedException {
        Future<PluginAnswer> answer =
                thread.submit(
                        () -> {
                            try {
                                return work.call();
                            } finally {
                                show();
                            }
                        });
        try {
            return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new PluginAnswer.Late();
        } catch (ExecutionException broken) {
            return switch (broken.getCause()) {
                case Refusal refused -> throw refused;
                case IOException trouble -> throw trouble;
                case InterruptedException _ -> new PluginAnswer.Late();
                case null, default ->
                        throw new IllegalStateException("the order failed", broken.getCause());
            };
        }
    }

    private void show() {
        List<PluginState> all = new ArrayList<>();
        Map<String, Installed> installed = lifecycle.all();
        installed.forEach((name, plugin) -> all.add(state(name, plugin)));
        for (Bundle bundle : bundles.builtIns()) {
            if (!installed.containsKey(bundle.getSymbolicName())) {
                all.add(Lifecycle.stateOf(bundle));
            }
        }
        all.sort(Comparator.comparing(PluginState::name));
        states = List.copyOf(all);
        troubles = Map.copyOf(folder.troubles());
    }

    private PluginState state(String name, Installed plugin) {
        Optional<LockEntry> entry = lock.find(name);
        Running canary = plugin.canary();
        double share = canary == null ? 0 : entry.map(LockEntry::share).orElse(0.0);
        List<PluginState.Version> versions = new ArrayList<>();
        versions.add(Lifecycle.version(plugin.current(), 1 - share));
        if (canary != null) {
            versions.add(Lifecycle.version(canary, share));
        }
        return new PluginState(
                name,
                entry.map(LockEntry::file).orElse(""),
                bundles.isBuiltIn(plugin.current().bundle()),
                entry.map(known -> known.previous().version()).orElse(""),
                entry.map(LockEntry::accepted).orElse(Uses.NOTHING),
                versions);
    }

    /** Something that is done with the folder. */
    private interface Look {
        void run() throws IOException, InterruptedException;
    }

    /**
     * Where things are.
     *
     * @param observing whether nothing is to be written there
     */
    record Places(
            Path plugins, Path copies, Path lock, Path keys, Path builtIns, boolean observing) {
        /** As the launcher says. */
        static Places of(BundleContext context) {
            Path home = Path.of(context.getProperty("postern.home"));
            boolean observing = "observe".equals(context.getProperty("postern.plugins"));
            Path data = home.resolve("data/plugins");
            return new Places(
                    home.resolve("plugins"),
                    observing
                            ? Path.of(context.getProperty("org.osgi.framework.storage"), "plugins")
                            : data,
                    data.resolve("plugins.lock"),
                    home.resolve("conf/plugin-keys"),
                    Path.of(context.getProperty("postern.distribution"), "bundles", "40-plugins"),
                    observing);
        }
    }
}
