// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.lookup.Lookup;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

import java.util.Map;
import java.util.Optional;

/** The lookups that are services, by their {@code postern.name}. */
final class OsgiLookups implements LookupSource, AutoCloseable {
    private final ServiceTracker<Lookup, Lookup> tracker;

    /** Follows them from now on. */
    OsgiLookups(BundleContext context) {
        tracker = new ServiceTracker<>(context, Lookup.class, null);
        tracker.open();
    }

    @Override
    public Optional<Lookup> find(String name) {
        for (Map.Entry<ServiceReference<Lookup>, Lookup> one : tracker.getTracked().entrySet()) {
            if (name.equals(one.getKey().getProperty("postern.name"))) {
                return Optional.of(one.getValue());
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        tracker.close();
    }
}
