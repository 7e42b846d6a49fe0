// SPDX-License-Identifier: Apache-2.0
package io.postern.api.lookup;

import org.osgi.annotation.versioning.ProviderType;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Asks the DNS. A service. Each call blocks, at most the time-out of {@code dns:} (5 s by default);
 * answers are cached by their TTL, failures are not. CNAMEs are followed. Names are taken as
 * absolute. Safe for many threads.
 */
@ProviderType
public interface DnsResolver {
    /** MX records, by preference; those that share one in the order of the answer. */
    DnsAnswer<MxRecord> mx(String domain) throws InterruptedException;

    /**
     * AAAA and A records, IPv6 first; unknown only where neither could be had and one of them is
     * unknown.
     */
    DnsAnswer<InetAddress> addresses(String host) throws InterruptedException;

    /**
     * A records alone. What asks for these by themselves knows whether they are unknown; this
     * default can't, where there are IPv6 addresses.
     */
    default DnsAnswer<InetAddress> ipv4(String host) throws InterruptedException {
        return switch (addresses(host)) {
            case DnsAnswer.Found<InetAddress>(var found, boolean authenticated) -> {
                List<InetAddress> four =
                        found.stream().filter(Inet4Address.class::isInstance).toList();
                yield four.isEmpty()
                        ? new DnsAnswer.NoRecord<>(authenticated)
                        : new DnsAnswer.Found<>(four, authenticated);
            }
            case DnsAnswer<InetAddress> none -> none;
        };
    }

    /** TXT records, each with its strings joined (RFC 7208 section 3.3). */
    DnsAnswer<String> txt(String name) throws InterruptedException;

    /**
     * TLSA records of a TCP service, those of {@code _port._tcp.host} (RFC 6698 section 3). Of use
     * only where the answer is authenticated.
     */
    DnsAnswer<TlsaRecord> tlsa(String host, int port) throws InterruptedException;

    /** PTR records of an address. */
    DnsAnswer<String> ptr(InetAddress address) throws InterruptedException;

    /** Who validates answers by DNSSEC, in words for people. */
    default String validation() {
        return "nobody";
    }
}
