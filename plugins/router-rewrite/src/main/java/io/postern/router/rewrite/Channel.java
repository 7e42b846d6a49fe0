// SPDX-License-Identifier: Apache-2.0
package io.postern.router.rewrite;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HostIdentity;

import java.util.List;

/**
 * A part of the world that is spoken of by one name.
 *
 * @param domains {@code local}, {@code relay}, a domain, or {@code *.} and a domain for all below
 */
record Channel(String name, List<String> domains) {
    Channel {
        domains = List.copyOf(domains);
    }

    /** Whether a domain is in it. */
    boolean has(Domain domain, HostIdentity host) {
        return domains.stream().anyMatch(pattern -> matches(pattern, domain, host));
    }

    private static boolean matches(String pattern, Domain domain, HostIdentity host) {
        return switch (pattern) {
            case "local" -> host.isLocal(domain);
            case "relay" -> host.isRelay(domain);
            default ->
                    pattern.startsWith("*.")
                            ? domain.isBelow(new Domain(pattern.substring(2)))
                            : domain.equals(new Domain(pattern));
        };
    }
}
