// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceListener;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits until the components of settings run. */
final class StartWatch {
    /** Components without a service start without an event that we could wait for. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final BundleContext context;
    private final Bundle framework;
    private final ServiceComponentRuntime runtime;
    private final Duration limit;

    StartWatch(BundleContext context, ServiceComponentRuntime runtime, Duration limit) {
        this.context = context;
        this.framework = context.getBundle(0);
        this.runtime = runtime;
        this.limit = limit;
    }

    /**
     * Blocks until all run, one has failed, the time is up or the framework stops; what doesn't run
     * is a problem.
     */
    void await(List<Setting> settings, Problems problems) throws InterruptedException {
        Semaphore changes = new Semaphore(0);
        ServiceListener listener = _ -> changes.release();
        context.addServiceListener(listener);
        try (ComponentStates states = new ComponentStates(context, runtime)) {
            await(settings, states, changes, problems);
        } finally {
            context.removeServiceListener(listener);
        }
    }

    private void await(
            List<Setting> settings, ComponentStates states, Semaphore changes, Problems problems)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<Setting> pending = settings;
        while (!pending.isEmpty()) {
            changes.drainPermits();
            boolean last = System.nanoTime() - end >= 0 || isStopping(framework);
            pending = settle(pending, states, last, problems);
            if (last || !problems.isEmpty()) {
                return;
            }
            changes.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Whether somebody has ended the process meanwhile, as the spool does when it can't start. */
    static boolean isStopping(Bundle framework) {
        return (framework.getState() & (Bundle.STARTING | Bundle.ACTIVE)) == 0;
    }

    private static List<Setting> settle(
            List<Setting> settings, ComponentStates states, boolean last, Problems problems) {
        List<Setting> pending = new ArrayList<>();
        for (Setting setting : settings) {
            switch (states.of(setting)) {
                case ComponentStates.State.Running _ -> {}
                case ComponentStates.State.Failed failed -> report(setting, failed.why(), problems);
                case ComponentStates.State.Pending waiting when last ->
                        report(setting, waiting.why(), problems);
                case ComponentStates.State.Pending _ -> pending.add(setting);
            }
        }
        return pending;
    }

    private static void report(Setting setting, String why, Problems problems) {
        problems.report(setting.at(), "%s doesn't start: %s".formatted(setting.label(), why));
    }
}
