// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HostIdentity;

import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The service {@link HostIdentity}: registered with the first plan, then the same object changes,
 * so that nobody who uses it is restarted. One caller at a time.
 */
final class IdentityRegistration {
    /** How many listeners the file has. */
    private static final String LISTENERS = "postern.listeners";

    /**
     * The names of the routers that should be there, so that a chain with a hole is known as one.
     */
    private static final String ROUTERS = "postern.routers";

    /** The domains of {@code domains:}, for who asks about all of them. */
    private static final String LOCAL = "postern.domains.local";

    private static final String RELAY = "postern.domains.relay";

    private final BundleContext context;
    private Optional<Shown> shown = Optional.empty();

    IdentityRegistration(BundleContext context) {
        this.context = context;
    }

    void show(Plan plan) {
        Dictionary<String, Object> properties =
                FrameworkUtil.asDictionary(
                        Map.of(
                                LISTENERS,
                                plan.listeners().size(),
                                ROUTERS,
                                plan.routers(),
                                LOCAL,
                                names(plan.identity().local()),
                                RELAY,
                                names(plan.identity().relay())));
        if (shown.isPresent()) {
            shown.get().identity().become(plan.identity());
            shown.get().registration().setProperties(properties);
            return;
        }
        PosternIdentity identity = new PosternIdentity(plan.identity());
        shown =
                Optional.of(
                        new Shown(
                                identity,
                                context.registerService(HostIdentity.class, identity, properties)));
    }

    boolean isShown() {
        return shown.isPresent();
    }

    void withdraw() {
        shown.ifPresent(s -> s.registration().unregister());
        shown = Optional.empty();
    }

    private static String[] names(List<Domain> domains) {
        return domains.stream().map(Domain::name).toArray(String[]::new);
    }

    private record Shown(
            PosternIdentity identity, ServiceRegistration<HostIdentity> registration) {}
}
