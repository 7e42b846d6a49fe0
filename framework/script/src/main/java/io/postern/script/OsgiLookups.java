// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.lookup.Lookup;

import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

import java.util.Optional;
import java.util.function.Function;

/**
 * The lookups that are services, by their {@code postern.name}: as the service finds them that
 * calls them as hooks are called and knows which version of a plugin is asked.
 */
final class OsgiLookups implements LookupSource, AutoCloseable {
    private static final String BY_NAME =
            "(&("
                    + Constants.OBJECTCLASS
                    + "=java.util.function.Function)(postern.lookups=by-name))";

    private final ServiceTracker<
                    Function<String, Optional<Lookup>>, Function<String, Optional<Lookup>>>
            tracker;

    /** Follows them from now on. */
    OsgiLookups(BundleContext context) {
        tracker = new ServiceTracker<>(context, filter(context), null);
        tracker.open();
    }

    private static Filter filter(BundleContext context) {
        try {
            return context.createFilter(BY_NAME);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(BY_NAME, impossible);
        }
    }

    @Override
    public Optional<Lookup> find(String name) {
        Function<String, Optional<Lookup>> lookups = tracker.getService();
        return lookups == null ? Optional.empty() : lookups.apply(name);
    }

    @Override
    public void close() {
        tracker.close();
    }
}
