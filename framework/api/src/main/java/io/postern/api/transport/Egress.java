// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import io.postern.api.mail.HostIdentity;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * From where, and under which name, a transport speaks to other hosts: one of the sources of {@code
 * egress:}. It binds each connection to the source's address of the host's family, and doesn't
 * connect by a family for which {@link #mayReach} says no.
 *
 * @param name of the source; {@link #DEFAULT} where none is configured
 * @param ipv4 to bind to for IPv4
 * @param ipv6 to bind to for IPv6
 * @param hostname what EHLO says
 */
public record Egress(
        String name, Optional<Inet4Address> ipv4, Optional<Inet6Address> ipv6, String hostname) {
    /** The name of the source that leaves address and name as they are. */
    public static final String DEFAULT = "default";

    /** Whatever address the system chooses, and our own name. */
    public static Egress of(HostIdentity host) {
        return new Egress(DEFAULT, Optional.empty(), Optional.empty(), host.hostname());
    }

    /** What to bind to on the way to that address; empty where the system is to choose. */
    public Optional<? extends InetAddress> source(InetAddress destination) {
        return destination instanceof Inet6Address ? ipv6 : ipv4;
    }

    /**
     * Whether it goes to that address: a source that has addresses of one family only would show
     * another one than its own by the other.
     */
    public boolean mayReach(InetAddress destination) {
        return (ipv4.isEmpty() && ipv6.isEmpty()) || source(destination).isPresent();
    }
}
