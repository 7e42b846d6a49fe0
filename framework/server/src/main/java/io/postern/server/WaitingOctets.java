// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what waits in memory to be read by sessions, over all connections. Beyond the limit a
 * connection may hold what one read brought, no more. Safe for many threads; never blocks.
 */
final class WaitingOctets {
    private volatile long limit;
    private final LongAdder waiting = new LongAdder();

    WaitingOctets(long limit) {
        this.limit = limit;
    }

    /** So many from now on. */
    void limit(long octets) {
        limit = octets;
    }

    void add(long octets) {
        waiting.add(octets);
    }

    boolean isTooMuch() {
        return waiting.sum() > limit;
    }

    /** How many wait. */
    long octets() {
        return waiting.sum();
    }
}
