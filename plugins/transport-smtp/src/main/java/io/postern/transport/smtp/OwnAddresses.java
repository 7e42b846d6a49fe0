// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The addresses by which we'd reach ourselves: those of this machine's interfaces, looked at again
 * each minute, and those by which others know it. Safe for many threads.
 */
final class OwnAddresses {
    private static final Duration GOOD_FOR = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Set<InetAddress> named;
    private volatile Seen seen = new Seen(Instant.EPOCH, Set.of());

    private record Seen(Instant at, Set<InetAddress> addresses) {}

    /**
     * @param named addresses that a router in between translates to ours
     */
    OwnAddresses(InstantSource clock, Set<InetAddress> named) {
        this.clock = clock;
        this.named = Set.copyOf(named);
    }

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException for what is no address
     */
    static Set<InetAddress> named(String... addresses) {
        return Stream.of(addresses).map(OwnAddresses::address).collect(Collectors.toSet());
    }

    /** Whether who connects to it comes to us; all addresses of the loopback network do. */
    boolean contains(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || named.contains(address)
                || ofInterfaces().contains(address);
    }

    private Set<InetAddress> ofInterfaces() {
        Instant now = clock.instant();
        if (Duration.between(seen.at, now).compareTo(GOOD_FOR) > 0) {
            seen = new Seen(now, present());
        }
        return seen.addresses;
    }

    /** None where the system doesn't say: our name in the reply to EHLO shows a loop too. */
    private static Set<InetAddress> present() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toSet());
        } catch (SocketException unknown) {
            return Set.of();
        }
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException network) {
            throw new IllegalArgumentException(
                    "smtp transport: own-addresses: not one address: " + text, network);
        }
    }
}
