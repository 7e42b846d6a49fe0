// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.HostIdentity;
import io.postern.api.transport.Egress;

import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Follows the entries of {@code egress:} as they come and go. Safe for many threads. */
final class EgressTracker implements AutoCloseable {
    private final Egress usual;
    private final ServiceTracker<EgressSource, EgressSource> tracker;
    private int count = -1;
    private Egresses current;

    EgressTracker(BundleContext context, HostIdentity host) {
        this.usual = Egress.of(host);
        this.current = Egresses.of(usual, List.of());
        this.tracker = new ServiceTracker<>(context, EgressSource.class, null);
        tracker.open();
    }

    /** As they are now; the same object while nothing changes. */
    synchronized Egresses egresses() {
        int now = tracker.getTrackingCount();
        if (now != count) {
            count = now;
            current =
                    Egresses.of(
                            usual,
                            tracker.getTracked().values().stream()
                                    .filter(Objects::nonNull)
                                    .map(EgressSource::source)
                                    .sorted(Comparator.comparing(s -> s.egress().name()))
                                    .toList());
        }
        return current;
    }

    @Override
    public void close() {
        tracker.close();
    }
}
