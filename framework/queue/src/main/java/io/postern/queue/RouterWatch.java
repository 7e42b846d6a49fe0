// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/**
 * Holds routing back while a router is missing, so that a start or an update defers nothing. After
 * {@link #PATIENCE} recipients are routed all the same: then they are deferred and say why. Used by
 * the queue's thread.
 */
final class RouterWatch {
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(RouterWatch.class);

    private final RoutingChain chain;
    private long missingSince = Entry.NEVER;

    RouterWatch(RoutingChain chain) {
        this.chain = chain;
    }

    /** Whether recipients may be routed. */
    boolean mayRoute(long now) {
        String missing = chain.missing();
        if (missing.isEmpty()) {
            missingSince = Entry.NEVER;
            return true;
        }
        if (missingSince == Entry.NEVER) {
            missingSince = now;
            LOG.info("routing=waiting reason=\"{}\"", missing);
        }
        return now - missingSince >= PATIENCE.toMillis();
    }
}
