// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;

/**
 * Makes a plan true. New and changed entries come first, then the listeners, when all that they
 * lead to runs; at last go those that the plan doesn't have. If something doesn't start, the plan
 * before is made true again. One caller at a time.
 */
final class Applier {
    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

    private final ConfigurationStore store;
    private final Delivery delivery;
    private final IdentityRegistration identity;
    private final StartWatch watch;

    private @Nullable Plan current;

    Applier(
            ConfigurationStore store,
            Delivery delivery,
            IdentityRegistration identity,
            StartWatch watch) {
        this.store = store;
        this.delivery = delivery;
        this.identity = identity;
        this.watch = watch;
    }

    /** Blocks until all runs. When it reports problems, all is as it was before. */
    void apply(Plan plan, Problems problems) throws InterruptedException {
        run(() -> advance(plan, problems), problems);
        if (problems.isEmpty()) {
            current = plan;
        } else {
            run(this::takeBack, problems);
        }
    }

    private static void run(Step step, Problems problems) throws InterruptedException {
        try {
            step.run();
        } catch (IOException unwritten) {
            problems.report(Place.START, "the configuration can't be stored: " + unwritten);
        }
    }

    private void advance(Plan plan, Problems problems) throws IOException, InterruptedException {
        identity.show(plan);
        int changed = store.put(plan.others());
        delivery.await();
        watch.await(plan.others(), problems);
        if (!problems.isEmpty()) {
            return;
        }
        int removed = store.keepListeners(plan.listeners());
        changed += store.put(plan.listeners());
        delivery.await();
        watch.await(plan.listeners(), problems);
        if (problems.isEmpty()) {
            removed += store.keep(plan.settings());
            delivery.await();
            LOG.info(
                    "configuration=applied entries={} changed={} removed={}",
                    plan.settings().size(),
                    changed,
                    removed);
        }
    }

    private void takeBack() throws IOException, InterruptedException {
        Plan before = current;
        if (before == null) {
            identity.withdraw();
            store.keep(List.of());
        } else {
            identity.show(before);
            store.put(before.others());
            store.keepListeners(before.listeners());
            store.put(before.listeners());
            store.keep(before.settings());
        }
        delivery.await();
        LOG.warn("configuration=taken-back");
    }

    /** Something that writes to Configuration Admin. */
    private interface Step {
        void run() throws IOException, InterruptedException;
    }
}
