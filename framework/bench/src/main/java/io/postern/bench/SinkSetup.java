// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

import javax.net.ssl.SSLContext;

/**
 * How a {@link Sink} is to be.
 *
 * @param threads one is enough for some ten thousand messages a second
 * @param addresses at how many it listens: the one it is given and those behind it, each with the
 *     same port
 * @param latency how much longer than it would each answer takes to what a client sends, the
 *     greeting too: a network's way there and back. Of TLS only what is said inside it counts.
 * @param temper how it answers
 * @param tls what it shows behind STARTTLS; null to offer none
 */
public record SinkSetup(
        int threads, int addresses, Duration latency, Temper temper, @Nullable SSLContext tls) {
    /** Loopback has as many in the third and fourth octet. */
    public static final int MOST_ADDRESSES = 65_536;

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** One thread, one address, near, always kind, no TLS. */
    public static final SinkSetup PLAIN = new SinkSetup(1, 1, Duration.ZERO, Temper.KIND, null);

    public SinkSetup {
        if (threads < 1) {
            throw new IllegalArgumentException("a sink needs a thread");
        }
        if (addresses < 1 || addresses > MOST_ADDRESSES) {
            throw new IllegalArgumentException("addresses: from 1 to " + MOST_ADDRESSES);
        }
        if (latency.isNegative() || latency.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a latency is between nothing and a minute");
        }
    }
}
