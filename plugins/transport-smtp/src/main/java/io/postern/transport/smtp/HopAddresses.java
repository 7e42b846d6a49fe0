// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;

import java.net.InetAddress;
import java.util.List;

/** Finds a hop's addresses. */
record HopAddresses(DnsResolver dns) {
    /** An IP literal is its own answer and asks nobody. */
    DnsAnswer<InetAddress> of(String host) throws InterruptedException {
        return isLiteral(host)
                ? new DnsAnswer.Found<>(List.of(InetAddress.ofLiteral(host)), false)
                : dns.addresses(host);
    }

    /** Four numbers, or colons; no host has such a name (RFC 3696 section 2). */
    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }
}
