// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

import java.io.IOException;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;

/**
 * Starts of a plan what neither binds nor writes, in a framework that is there for nothing else: so
 * scripts are compiled, files are read, and policies can be asked. What isn't started is told by
 * services of type {@link Map} with its properties and {@code postern.rehearsed}, the section.
 */
final class Rehearsal {
    private static final String REHEARSED = "postern.rehearsed";

    private final BundleContext context;
    private final ConfigurationStore store;
    private final Delivery delivery;
    private final IdentityRegistration identity;
    private final StartWatch watch;

    Rehearsal(
            BundleContext context,
            ConfigurationStore store,
            Delivery delivery,
            IdentityRegistration identity,
            StartWatch watch) {
        this.context = context;
        this.store = store;
        this.delivery = delivery;
        this.identity = identity;
        this.watch = watch;
    }

    /** Blocks until all runs that is to, or something has failed. */
    void play(Plan plan, Problems problems) throws InterruptedException {
        identity.show(plan);
        plan.settings().stream().filter(Setting::touchesTheWorld).forEach(this::tell);
        try {
            store.put(plan.harmless());
            delivery.await();
        } catch (IOException unwritten) {
            problems.report(Place.START, "the configuration can't be stored: " + unwritten);
            return;
        }
        watch.await(plan.harmless(), problems);
    }

    private void tell(Setting setting) {
        Map<String, Object> properties = new HashMap<>(setting.properties());
        properties.put(REHEARSED, setting.declaration().section());
        Dictionary<String, Object> all = FrameworkUtil.asDictionary(properties);
        context.registerService(Map.class, setting.properties(), all);
    }
}
