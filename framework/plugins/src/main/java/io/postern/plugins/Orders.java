// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import io.postern.hooks.Rollouts;
import io.postern.plugins.Installed.Running;
import io.postern.plugins.PrivateCopies.Taken;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Carries out what operators want. Used by one thread, after the jar has come in. */
final class Orders {
    private final Lifecycle lifecycle;
    private final PluginFolder folder;
    private final PluginFolder.Inspector inspector;
    private final PrivateCopies copies;
    private final PluginLock lock;
    private final Rollouts rollouts;
    private final Bundles bundles;

    Orders(
            Lifecycle lifecycle,
            PluginFolder folder,
            PluginFolder.Inspector inspector,
            Kept kept,
            Rollouts rollouts,
            Bundles bundles) {
        this.lifecycle = lifecycle;
        this.folder = folder;
        this.inspector = inspector;
        this.copies = kept.copies();
        this.lock = kept.lock();
        this.rollouts = rollouts;
        this.bundles = bundles;
    }

    /**
     * Carries it out.
     *
     * @param jar that came with it, null where none does
     */
    PluginAnswer carryOut(PluginOrder order, @Nullable Taken jar)
            throws Refusal, IOException, InterruptedException {
        return switch (order) {
            case PluginOrder.Check _ when jar != null ->
                    new PluginAnswer.Done(
                            "checked", inspector.inspect(jar.file(), jar.sha256()).fields());
            case PluginOrder.Take take when jar != null -> take(take, jar);
            case PluginOrder.Change change -> change(change);
            default -> throw new IllegalArgumentException("no jar");
        };
    }

    private PluginAnswer take(PluginOrder.Take order, Taken jar)
            throws Refusal, IOException, InterruptedException {
        PluginFacts facts;
        try {
            facts = inspector.inspect(jar.file(), jar.sha256());
        } catch (Refusal refused) {
            if (!order.dryRun()) {
                lifecycle.tell(
                        "upload", "refused", "by %s: %s".formatted(order.who(), refused.reason()));
            }
            throw refused;
        }
        String name = facts.name();
        Optional<Installed> present = lifecycle.find(name);
        if (present.isPresent()
                && present.get().current().facts().sha256().equals(facts.sha256())) {
            throw new Refusal(facts.label() + " is what runs already");
        }
        boolean there = present.isPresent() || bundles.builtIn(name).isPresent();
        if (order.update() && !there) {
            throw new Refusal("no version of " + name + " is here: say plugin install");
        }
        if (!order.update() && present.isPresent()) {
            throw new Refusal(
                    "%s is here already: say plugin update"
                            .formatted(present.get().current().facts().label()));
        }
        Terms terms = new Terms(order.accept(), order.share(), order.who());
        String change;
        if (order.dryRun()) {
            change = lifecycle.plan(facts, terms);
        } else {
            requireWritable();
            copies.keep(jar);
            change = add(facts, terms);
        }
        return new PluginAnswer.Done(change, facts.fields());
    }

    private String add(PluginFacts facts, Terms terms)
            throws Refusal, IOException, InterruptedException {
        try {
            String change = lifecycle.add(facts, PluginFolder.fileName(facts), terms);
            if (!terms.isTrial()) {
                String placed = folder.place(facts);
                lock.put(lock.find(facts.name()).orElseThrow().in(placed));
            }
            return change;
        } finally {
            lock.tidy(copies);
        }
    }

    private void requireWritable() throws Refusal {
        if (!folder.isWritable()) {
            throw new Refusal("plugins/ can't be written");
        }
    }

    private PluginAnswer change(PluginOrder.Change order)
            throws Refusal, IOException, InterruptedException {
        String name = order.name();
        Optional<Installed> present = lifecycle.find(name);
        if (present.isEmpty() && bundles.builtIn(name).isEmpty()) {
            return new PluginAnswer.Unknown(name);
        }
        return switch (order.verb()) {
            case RESUME -> resume(order);
            case PROMOTE -> promote(order);
            case ROLLBACK -> rollback(order);
            case REMOVE -> {
                if (present.isEmpty()) {
                    throw new Refusal(
                            name
                                    + " is the distribution's own; what isn't named in"
                                    + " conf/postern.yaml isn't asked");
                }
                yield remove(order, present.get());
            }
        };
    }

    private PluginAnswer remove(PluginOrder.Change order, Installed plugin)
            throws Refusal, IOException, InterruptedException {
        if (!order.dryRun()) {
            requireWritable();
            folder.clear(order.name(), "");
            lifecycle.remove(order.name(), "by " + order.who());
        }
        return new PluginAnswer.Done("removed", plugin.current().facts().fields());
    }

    private PluginAnswer resume(PluginOrder.Change order) throws Refusal {
        if (order.dryRun()) {
            throw new Refusal("there is no dry run of that");
        }
        if (!rollouts.resume(order.name())) {
            throw new Refusal("no hook of " + order.name() + " is suspended");
        }
        return named("resumed", order.name());
    }

    private static PluginAnswer named(String change, String name) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("name", name);
        return new PluginAnswer.Done(change, fields);
    }

    private PluginAnswer promote(PluginOrder.Change order)
            throws Refusal, IOException, InterruptedException {
        Running canary = lifecycle.canary(order.name());
        if (!order.dryRun()) {
            requireWritable();
            String placed = folder.place(canary.facts());
            lifecycle.promote(order.name(), placed, order.who());
        }
        return new PluginAnswer.Done("promoted", canary.facts().fields());
    }

    private PluginAnswer rollback(PluginOrder.Change order)
            throws Refusal, IOException, InterruptedException {
        String name = order.name();
        Optional<Installed> present = lifecycle.find(name);
        if (present.isPresent() && present.get().canary() != null) {
            PluginFacts canary = lifecycle.canary(name).facts();
            if (!order.dryRun()) {
                lifecycle.abandon(name, "by " + order.who());
            }
            return new PluginAnswer.Done("rolled-back", canary.fields());
        }
        LockEntry.Copy previous =
                lock.find(name).map(LockEntry::previous).orElse(LockEntry.Copy.NONE);
        if (!previous.isThere() && present.isPresent() && bundles.builtIn(name).isPresent()) {
            return remove(order, present.get());
        }
        if (!previous.isThere() || !copies.has(previous.sha256())) {
            throw new Refusal("no version of %s from before is known".formatted(name));
        }
        PluginFacts facts = inspector.inspect(copies.of(previous.sha256()), previous.sha256());
        if (!order.dryRun()) {
            requireWritable();
            add(facts, new Terms(true, 1, order.who() + ", rolled back"));
        }
        return new PluginAnswer.Done("rolled-back", facts.fields());
    }

    /** What outlives a restart. */
    record Kept(PrivateCopies copies, PluginLock lock) {}
}
