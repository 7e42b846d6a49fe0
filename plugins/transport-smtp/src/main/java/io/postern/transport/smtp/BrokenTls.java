// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;

/**
 * Hosts with which TLS has failed where it isn't needed, so that not each message pays for another
 * handshake in vain. The oldest make room. Safe for many threads.
 */
final class BrokenTls {
    private static final int MOST = 10_000;

    private final LinkedHashMap<InetSocketAddress, Instant> until = new LinkedHashMap<>();
    private final InstantSource clock;
    private final Duration memory;

    BrokenTls(InstantSource clock, Duration memory) {
        this.clock = clock;
        this.memory = memory;
    }

    synchronized void add(InetSocketAddress address) {
        until.remove(address);
        until.put(address, clock.instant().plus(memory));
        if (until.size() > MOST) {
            until.pollFirstEntry();
        }
    }

    synchronized boolean contains(InetSocketAddress address) {
        Instant end = until.getOrDefault(address, Instant.MIN);
        if (clock.instant().isBefore(end)) {
            return true;
        }
        until.remove(address);
        return false;
    }
}
