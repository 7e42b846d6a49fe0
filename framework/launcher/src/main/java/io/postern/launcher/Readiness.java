// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Waits until every listener of the configuration, and the admin API, has said that it is bound or
 * that it couldn't. They say so with properties of services: {@code postern.listener}, {@code
 * postern.admin}, and each with {@code .error}; how many listeners there must be is {@code
 * postern.listeners} of HostIdentity's service.
 */
final class Readiness {
    private static final String FILTER =
            "(|(postern.listeners=*)(postern.listener=*)(postern.listener.error=*)"
                    + "(postern.admin=*)(postern.admin.error=*))";

    private final BundleContext context;

    Readiness(BundleContext context) {
        this.context = context;
    }

    /** Blocks until all have spoken, at most so long. */
    Report await(Duration limit) throws InterruptedException {
        Object changed = new Object();
        Watch watch = new Watch(context, filter(), changed);
        // All of them: their types are the bundles' own, of which our class path may have a copy.
        watch.open(true);
        try {
            long end = System.nanoTime() + limit.toNanos();
            synchronized (changed) {
                Report report = report(watch);
                while (!report.isComplete() && System.nanoTime() < end) {
                    changed.wait(200);
                    report = report(watch);
                }
                return report;
            }
        } finally {
            watch.close();
        }
    }

    private static Report report(Watch watch) {
        int expected = -1;
        List<String> open = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        String admin = "";
        ServiceReference<?>[] references = watch.getServiceReferences();
        for (ServiceReference<?> reference :
                references == null ? new ServiceReference<?>[0] : references) {
            if (reference.getProperty("postern.listeners") instanceof Integer number) {
                expected = number;
            }
            add(reference.getProperty("postern.listener"), open);
            add(reference.getProperty("postern.listener.error"), errors);
            add(reference.getProperty("postern.admin.error"), errors);
            if (reference.getProperty("postern.admin") instanceof String address) {
                admin = address;
            }
        }
        open.sort(null);
        return new Report(expected, open, admin, errors);
    }

    private static void add(@Nullable Object property, List<String> to) {
        if (property instanceof String text) {
            to.add(text);
        }
    }

    private org.osgi.framework.Filter filter() {
        try {
            return context.createFilter(FILTER);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(FILTER, e);
        }
    }

    /**
     * How far the start has come.
     *
     * @param expected how many listeners are configured; -1 where that isn't known yet
     * @param open {@code NAME ADDRESS:PORT} of those that are bound
     * @param admin where the admin API is; empty where it isn't
     * @param errors why others aren't
     */
    record Report(int expected, List<String> open, String admin, List<String> errors) {
        Report {
            open = List.copyOf(open);
            errors = List.copyOf(errors);
        }

        boolean isComplete() {
            return !errors.isEmpty()
                    || (expected >= 0 && open.size() >= expected && !admin.isEmpty());
        }

        /** What to say when the time is over and it isn't complete. */
        String missing() {
            String listeners =
                    expected < 0
                            ? "no configuration was applied"
                            : open.size() + " of " + expected + " listeners are open";
            return "not ready: " + listeners + (admin.isEmpty() ? ", the admin API isn't" : "");
        }

        /** {@code smtp 127.0.0.1:2525, admin 127.0.0.1:8025}. */
        String places() {
            List<String> places = new ArrayList<>(open);
            places.add("admin " + admin);
            return String.join(", ", places);
        }
    }

    /** Wakes the waiting thread at every change. */
    private static final class Watch extends ServiceTracker<Object, ServiceReference<Object>> {
        private final Object changed;

        Watch(BundleContext context, org.osgi.framework.Filter filter, Object changed) {
            super(context, filter, null);
            this.changed = changed;
        }

        @Override
        public ServiceReference<Object> addingService(ServiceReference<Object> reference) {
            wake();
            return reference;
        }

        @Override
        public void modifiedService(
                ServiceReference<Object> reference, ServiceReference<Object> same) {
            wake();
        }

        private void wake() {
            synchronized (changed) {
                changed.notifyAll();
            }
        }
    }
}
