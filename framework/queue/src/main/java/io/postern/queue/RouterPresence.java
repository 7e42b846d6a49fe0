// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.HostIdentity;
import io.postern.api.routing.Router;
import io.postern.hooks.Hook;

import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Knows whether all routers are there that should be. While the server starts they come one after
 * the other, and while a plugin is updated one is gone for a moment; a chain with a hole would send
 * mail the wrong way, or back. Safe for many threads.
 *
 * <p>The configuration says what there should be, by properties of the {@link HostIdentity}
 * service: {@code postern.listeners}, how many listeners it starts when all hooks are there, and
 * {@code postern.routers}, the names under {@code routers:}.
 */
final class RouterPresence implements Supplier<String> {
    private static final String LISTENERS = "(|(postern.listener=*)(postern.listener.error=*))";

    private final BundleContext context;
    private final ServiceReference<HostIdentity> host;
    private final Supplier<List<Hook<Router>>> routers;
    private volatile boolean started;

    RouterPresence(
            BundleContext context,
            ServiceReference<HostIdentity> host,
            Supplier<List<Hook<Router>>> routers) {
        this.context = context;
        this.host = host;
        this.routers = routers;
    }

    /** What isn't there yet; empty where all is. */
    @Override
    public String get() {
        if (!started && !hasListeners()) {
            return "the server is starting";
        }
        started = true;
        if (!(host.getProperty("postern.routers") instanceof String[] names)) {
            return "";
        }
        List<String> missing = new ArrayList<>(List.of(names));
        routers.get().forEach(router -> missing.remove(router.info().name()));
        return missing.isEmpty() ? "" : "router '" + missing.getFirst() + "' is not there";
    }

    private boolean hasListeners() {
        if (!(host.getProperty("postern.listeners") instanceof Integer wanted)) {
            return true;
        }
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(null, LISTENERS);
            return (found == null ? 0 : found.length) >= wanted;
        } catch (InvalidSyntaxException wrong) {
            throw new IllegalStateException(LISTENERS, wrong);
        }
    }
}
