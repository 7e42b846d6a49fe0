// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.mail.Domain;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.ShapingPolicy;

import java.util.List;

/** A destination as {@link ShapingPolicy} sees it. */
public record TestDestination(
        Domain domain, String transport, List<NextHop> hops, String site, String source)
        implements ShapingPolicy.Destination {
    public TestDestination {
        hops = List.copyOf(hops);
    }

    /** Mail for this domain by {@code smtp} to these hosts; no source is chosen yet. */
    public static TestDestination of(String domain, String... hosts) {
        List<NextHop> hops = List.of(hosts).stream().map(host -> new NextHop(host, 25, 0)).toList();
        return new TestDestination(
                new Domain(domain), "smtp", hops, hosts.length == 0 ? "" : hosts[0], "");
    }

    /** The same when a source has been chosen. */
    public TestDestination from(String name) {
        return new TestDestination(domain, transport, hops, site, name);
    }

    /** The same by another transport. */
    public TestDestination by(String name) {
        return new TestDestination(domain, name, hops, site, source);
    }
}
