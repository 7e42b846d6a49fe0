// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HostIdentity;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * The {@code domains:} of a router, {@code postern.domains} among its service's properties: which
 * recipients it is asked about. {@code local} and {@code relay} are the host's lists, {@code
 * example.org} is that domain alone, {@code *.example.org} all below it.
 */
final class DomainCondition {
    static final String PROPERTY = "postern.domains";

    private DomainCondition() {}

    /**
     * Whether it holds.
     *
     * @param property null where the router is asked about every domain
     */
    static boolean holds(@Nullable Object property, Domain domain, HostIdentity host) {
        return switch (property) {
            case null -> true;
            case String one -> matches(one, domain, host);
            case String[] several -> {
                for (String one : several) {
                    if (matches(one, domain, host)) {
                        yield true;
                    }
                }
                yield false;
            }
            default -> false;
        };
    }

    private static boolean matches(String pattern, Domain domain, HostIdentity host) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        return switch (wanted) {
            case "local" -> host.isLocal(domain);
            case "relay" -> host.isRelay(domain);
            default -> NamePattern.matches(wanted, domain.name());
        };
    }
}
