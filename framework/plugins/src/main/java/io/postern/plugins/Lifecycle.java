// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import io.postern.api.event.MailEvent;
import io.postern.hooks.MailEvents;
import io.postern.hooks.Rollouts;
import io.postern.plugins.Installed.Running;
import io.postern.plugins.LockEntry.Copy;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Brings plugins in, over and out. A new version is started beside the old one and asked nothing
 * until its components run; what goes wrong before the change-over, the old one doesn't notice.
 * Each method ends with the new state in force and written down, or with the old one and a {@link
 * Refusal}, and with an event either way. Used by one thread.
 */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
    private static final Duration SETTLE = Duration.ofSeconds(10);

    private final Bundles bundles;
    private final Components components;
    private final Rollouts rollouts;
    private final MailEvents events;
    private final PluginLock lock;
    private final PrivateCopies copies;
    private final Map<String, Installed> installed = new TreeMap<>();

    Lifecycle(
            Bundles bundles,
            Components components,
            Rollouts rollouts,
            MailEvents events,
            PluginLock lock,
            PrivateCopies copies) {
        this.bundles = bundles;
        this.components = components;
        this.rollouts = rollouts;
        this.events = events;
        this.lock = lock;
        this.copies = copies;
    }

    Optional<Installed> find(String name) {
        return Optional.ofNullable(installed.get(name));
    }

    private Installed present(String name) throws Refusal {
        Installed plugin = installed.get(name);
        if (plugin == null) {
            throw new Refusal("no version of " + name + " is in plugins/");
        }
        return plugin;
    }

    /** By name. */
    Map<String, Installed> all() {
        return Map.copyOf(installed);
    }

    /**
     * Whether a jar may come in, without bringing it in; what would be done.
     *
     * @throws Refusal where it may not
     */
    String plan(PluginFacts facts, Terms terms) throws Refusal {
        String name = facts.name();
        if (bundles.isPart(name)) {
            throw new Refusal(name + " is a part of Postern itself, not a plugin");
        }
        for (HookType type : facts.types()) {
            Optional<String> owner = components.owner(type, name);
            if (owner.isPresent()) {
                throw new Refusal(
                        "its type '%s' of %s is the plugin %s's already"
                                .formatted(type.type(), Uses.simple(type.hook()), owner.get()));
            }
        }
        Optional<Bundle> builtIn = bundles.builtIn(name);
        if (builtIn.isPresent() && facts.version().compareTo(builtIn.get().getVersion()) <= 0) {
            throw new Refusal(
                    "this Postern comes with %s %s, which isn't older"
                            .formatted(name, builtIn.get().getVersion()));
        }
        Installed present = installed.get(name);
        if (present != null && present.canary() != null) {
            throw new Refusal(
                    "version %s of it is on trial: promote it or roll it back first"
                            .formatted(present.canary().facts().version()));
        }
        boolean fresh = present == null && builtIn.isEmpty();
        List<String> beyond = facts.uses().beyond(accepted(facts));
        if (!fresh && !beyond.isEmpty() && !terms.accept()) {
            throw new Refusal(
                    "it states more than was accepted (%s): say --accept"
                            .formatted(String.join(", ", beyond)));
        }
        if (fresh && terms.isTrial()) {
            throw new Refusal("there is no version of it beside which it could be tried");
        }
        return fresh ? "installed" : terms.isTrial() ? "canary" : "updated";
    }

    private Uses accepted(PluginFacts facts) {
        Optional<LockEntry> entry = lock.find(facts.name());
        return entry.isPresent()
                ? entry.get().accepted()
                : bundles.builtIn(facts.name()).map(Lifecycle::stated).orElse(facts.uses());
    }

    private static Uses stated(Bundle bundle) {
        try {
            return new PluginManifest(
                            name -> {
                                String value = bundle.getHeaders("").get(name);
                                return value == null ? "" : value;
                            })
                    .uses();
        } catch (Refusal _) {
            return Uses.NOTHING;
        }
    }

    /**
     * Brings in a jar of which {@link PrivateCopies} has the octets, beside or in the place of
     * another version of it.
     *
     * @param file its name in {@code plugins/}
     * @return what was done, as events call it
     */
    String add(PluginFacts facts, String file, Terms terms)
            throws Refusal, IOException, InterruptedException {
        String change;
        try {
            change = plan(facts, terms);
        } catch (Refusal refused) {
            tell(facts.label(), "refused", file + ": " + refused.reason());
            throw refused;
        }
        Optional<Running> before = before(facts.name());
        Running fresh;
        try {
            fresh = startBeside(facts, before);
        } catch (Refusal broken) {
            tell(
                    facts.label(),
                    before.isEmpty() ? "refused" : "rolled-back",
                    file + ": " + broken.reason());
            throw broken;
        }
        Uses accepted = accepted(facts).and(facts.uses());
        if (terms.isTrial()) {
            onTrial(fresh, before.orElseThrow(), accepted, terms);
        } else {
            Copy last = lastCopy(facts.name());
            String left = before.isPresent() ? changeOver(before.get(), fresh) : "";
            put(
                    fresh,
                    new LockEntry(
                            facts.name(), file, Copy.of(facts), last, Copy.NONE, 0, accepted));
            tell(facts.label(), change, "by " + terms.who() + left);
        }
        return change;
    }

    private Copy lastCopy(String name) {
        return lock.find(name).map(LockEntry::current).orElse(Copy.NONE);
    }

    private void put(Running fresh, LockEntry entry) throws IOException {
        installed.computeIfAbsent(entry.name(), _ -> new Installed(fresh)).become(fresh);
        lock.put(entry);
        lock.tidy(copies);
    }

    private void onTrial(Running fresh, Running before, Uses accepted, Terms terms)
            throws IOException {
        String name = fresh.facts().name();
        Installed plugin = installed.computeIfAbsent(name, _ -> new Installed(before));
        plugin.tryOut(fresh);
        LockEntry known =
                lock.find(name)
                        .orElse(
                                new LockEntry(
                                        name,
                                        "",
                                        Copy.of(before.facts()),
                                        Copy.NONE,
                                        Copy.NONE,
                                        0,
                                        accepted));
        lock.put(known.accepting(accepted).trying(Copy.of(fresh.facts()), terms.share()));
        rollouts.share(fresh.bundle(), terms.share());
        tell(
                fresh.facts().label(),
                "canary",
                "by %s share=%s".formatted(terms.who(), terms.share()));
    }

    /** The version that is asked now. */
    private Optional<Running> before(String name) {
        Installed plugin = installed.get(name);
        return plugin != null
                ? Optional.of(plugin.current())
                : bundles.builtIn(name).map(Lifecycle::running);
    }

    private static Running running(Bundle builtIn) {
        PluginFacts facts =
                new PluginFacts(
                        builtIn.getSymbolicName(),
                        builtIn.getVersion(),
                        "",
                        stated(builtIn),
                        List.of(),
                        Set.of(),
                        "");
        return new Running(facts, builtIn);
    }

    private Running startBeside(PluginFacts facts, Optional<Running> before)
            throws Refusal, InterruptedException {
        Set<String> pids = before.map(b -> components.running(b.bundle())).orElse(Set.of());
        Bundle fresh = bundles.install(copies.of(facts.sha256()), facts.uses());
        try {
            if (before.isPresent()) {
                rollouts.share(fresh, 0);
            }
            bundles.start(fresh);
            components.await(fresh, pids, SETTLE);
            return new Running(facts, fresh);
        } catch (Refusal | InterruptedException broken) {
            bundles.stop(fresh, facts);
            bundles.uninstall(fresh);
            throw broken;
        }
    }

    /** All new calls go to the new one; the old one ends those it has, and goes. */
    private String changeOver(Running old, Running fresh) throws InterruptedException {
        rollouts.share(fresh.bundle(), 1);
        return end(old);
    }

    /** Stops it; what to say of threads that go on. */
    private String end(Running old) throws InterruptedException {
        List<String> left = bundles.stop(old.bundle(), old.facts());
        if (!bundles.isBuiltIn(old.bundle())) {
            bundles.uninstall(old.bundle());
        }
        return left.isEmpty()
                ? ""
                : "; threads of %s go on: %s"
                        .formatted(old.facts().version(), String.join(", ", left));
    }

    /** Makes the version on trial the one in force. */
    PluginFacts promote(String name, String file, String who)
            throws Refusal, IOException, InterruptedException {
        Running canary = canary(name);
        Running old = present(name).current();
        LockEntry entry = lock.find(name).orElseThrow();
        String left = changeOver(old, canary);
        Copy last = old.facts().sha256().isEmpty() ? Copy.NONE : Copy.of(old.facts());
        put(
                canary,
                new LockEntry(
                        name, file, Copy.of(canary.facts()), last, Copy.NONE, 0, entry.accepted()));
        tell(canary.facts().label(), "promoted", "by " + who + left);
        return canary.facts();
    }

    /** The version on trial. */
    Running canary(String name) throws Refusal {
        Running canary = present(name).canary();
        if (canary == null) {
            throw new Refusal("no version of " + name + " is on trial");
        }
        return canary;
    }

    /** Ends a trial; all calls go to the version that was there before. */
    void abandon(String name, String reason) throws Refusal, IOException, InterruptedException {
        Running canary = canary(name);
        Installed plugin = present(name);
        rollouts.share(canary.bundle(), 0);
        plugin.tryOut(null);
        String left = end(canary);
        if (bundles.isBuiltIn(plugin.current().bundle())) {
            installed.remove(name);
            lock.remove(name);
        } else {
            lock.put(lock.find(name).orElseThrow().trying(Copy.NONE, 0));
        }
        lock.tidy(copies);
        tell(canary.facts().label(), "rolled-back", reason + left);
    }

    /** Takes a plugin out; one of the distribution's own comes back in its place. */
    void remove(String name, String reason) throws Refusal, IOException, InterruptedException {
        Installed plugin = present(name);
        if (plugin.canary() != null) {
            abandon(name, reason);
            if (!installed.containsKey(name)) {
                return;
            }
        }
        Running current = plugin.current();
        String back = bringBack(current);
        String left = end(current);
        installed.remove(name);
        lock.remove(name);
        lock.tidy(copies);
        tell(current.facts().label(), "removed", reason + back + left);
    }

    private String bringBack(Running current) throws InterruptedException {
        Optional<Bundle> builtIn = bundles.builtIn(current.facts().name());
        if (builtIn.isEmpty()) {
            return "";
        }
        Set<String> pids = components.running(current.bundle());
        try {
            bundles.start(builtIn.get());
            components.await(builtIn.get(), pids, SETTLE);
            return "; the distribution's own " + builtIn.get().getVersion() + " is back";
        } catch (Refusal broken) {
            LOG.warn("plugin={} {}", current.facts().name(), broken.reason());
            return "; the distribution's own has trouble: " + broken.reason();
        } finally {
            rollouts.share(current.bundle(), 0);
        }
    }

    /**
     * Starts what ran before a restart.
     *
     * @param facts of the version in force
     * @param canary of the one on trial, null where there is none
     */
    void restore(LockEntry entry, PluginFacts facts, @Nullable PluginFacts canary)
            throws IOException, InterruptedException {
        Optional<Running> builtIn = bundles.builtIn(entry.name()).map(Lifecycle::running);
        try {
            plan(facts, new Terms(true, 1, ""));
            Running current = startBeside(facts, builtIn);
            if (builtIn.isPresent()) {
                changeOver(builtIn.get(), current);
            }
            installed.put(entry.name(), new Installed(current));
            if (canary != null) {
                Running trial = startBeside(canary, Optional.of(current));
                rollouts.share(trial.bundle(), entry.share());
                installed.get(entry.name()).tryOut(trial);
            }
        } catch (Refusal broken) {
            if (canary != null && installed.containsKey(entry.name())) {
                tell(canary.label(), "rolled-back", broken.reason());
                lock.put(entry.trying(Copy.NONE, 0));
            } else {
                // The file is tried next, and told of where it doesn't do either.
                LOG.warn("plugin={} {}", facts.label(), broken.reason());
            }
        }
    }

    /**
     * Takes out a bundle that offers a hook which it didn't state.
     *
     * @return of which plugin
     */
    String expel(long bundle, String hook) throws Refusal, IOException, InterruptedException {
        String reason = Bundles.unstated(hook);
        for (Map.Entry<String, Installed> entry : installed.entrySet()) {
            Running canary = entry.getValue().canary();
            Running current = entry.getValue().current();
            if (canary != null && canary.bundle().getBundleId() == bundle) {
                abandon(entry.getKey(), reason);
                return entry.getKey();
            }
            if (current.bundle().getBundleId() == bundle) {
                tell(current.facts().label(), "refused", reason);
                remove(entry.getKey(), reason);
                return entry.getKey();
            }
        }
        throw new Refusal("it is gone already");
    }

    /** How a version is. */
    static PluginState.Version version(Running running, double share) {
        String state = running.bundle().getState() == Bundle.ACTIVE ? "active" : "not active";
        return new PluginState.Version(
                running.facts().version().toString(),
                running.facts().sha256(),
                running.bundle().getBundleId(),
                share,
                state,
                List.of());
    }

    /** How one of the distribution's own plugins is. */
    static PluginState stateOf(Bundle builtIn) {
        Running running = running(builtIn);
        return new PluginState(
                running.facts().name(),
                "",
                true,
                "",
                running.facts().uses(),
                List.of(version(running, 1)));
    }

    /** Says it to all who listen to events. */
    void tell(String plugin, String change, String reason) {
        events.publish(
                new MailEvent.PluginChanged(Clock.systemUTC().instant(), plugin, change, reason));
    }
}
