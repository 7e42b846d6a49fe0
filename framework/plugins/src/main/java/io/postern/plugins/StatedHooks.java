// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Hides services of our API that a plugin registers without having stated them: nobody hears of
 * them and nobody finds them, so nobody asks them. Called by the framework in any thread.
 */
final class StatedHooks implements EventListenerHook, FindHook {
    private static final String API = "io.postern.api.";

    private final Map<Long, Set<String>> stated = new ConcurrentHashMap<>();
    private final Map<Long, String> overstepped = new ConcurrentHashMap<>();
    private final Consumer<Long> alarm;

    /**
     * Holds bundles to their word.
     *
     * @param alarm called with the id of a bundle that doesn't keep it, in the thread that
     *     registers
     */
    StatedHooks(Consumer<Long> alarm) {
        this.alarm = alarm;
    }

    /** Holds a bundle to it from now on. */
    void hold(long bundle, Uses uses) {
        stated.put(bundle, uses.hooks());
    }

    /** For a bundle that is gone. */
    void forget(long bundle) {
        stated.remove(bundle);
        overstepped.remove(bundle);
    }

    /** The hook that a bundle offered without stating it. */
    Optional<String> overstepped(long bundle) {
        return Optional.ofNullable(overstepped.get(bundle));
    }

    @Override
    public void event(
            ServiceEvent event,
            Map<BundleContext, Collection<ListenerHook.ListenerInfo>> listeners) {
        if (isUnstated(event.getServiceReference())) {
            listeners.clear();
        }
    }

    @Override
    public void find(
            BundleContext context,
            String name,
            String filter,
            boolean allServices,
            Collection<ServiceReference<?>> references) {
        references.removeIf(this::isUnstated);
    }

    private boolean isUnstated(ServiceReference<?> reference) {
        if (!(reference.getProperty(Constants.SERVICE_BUNDLEID) instanceof Long bundle)
                || !(reference.getProperty(Constants.OBJECTCLASS) instanceof String[] offered)) {
            return false;
        }
        Set<String> hooks = stated.get(bundle);
        if (hooks == null) {
            return false;
        }
        for (String name : offered) {
            if (name.startsWith(API) && !hooks.contains(name)) {
                if (overstepped.put(bundle, Uses.simple(name)) == null) {
                    alarm.accept(bundle);
                }
                return true;
            }
        }
        return false;
    }
}
