// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;

/** What the tests put together. */
final class Bench {
    static final Stopwatch STOPWATCH = new Stopwatch(InstantSource.system());
    static final long RUN = 123_456_789;
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Addresses ADDRESSES =
            new Addresses("bench@example.test", "sink@example.test", 1, 1);

    private Bench() {}

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static Ledgers ledgers() {
        return new Ledgers(STOPWATCH, 1_000_000);
    }

    static Pace pace(int sessions, long messages) {
        return new Pace(sessions, 1, messages, Duration.ofMinutes(1), 0, 0);
    }

    static Manner plain() {
        return new Manner(Sizes.parse("1KiB"), 0, false, false);
    }

    static Target target(InetSocketAddress address) {
        return new Target(address, new Security.None(), Login.NONE, PATIENCE);
    }

    static Load load(InetSocketAddress address, Pace pace, Manner manner) {
        return new Load(target(address), pace, manner, ADDRESSES, RUN, 1);
    }
}
