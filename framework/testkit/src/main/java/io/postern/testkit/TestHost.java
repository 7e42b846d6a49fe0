// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HostIdentity;

import java.util.List;
import java.util.stream.Stream;

/**
 * A host identity for tests.
 *
 * @param hostname our name
 * @param locals domains that are delivered here
 * @param relays domains that are taken from anybody and routed on
 */
public record TestHost(String hostname, List<Domain> locals, List<Domain> relays)
        implements HostIdentity {
    public TestHost {
        locals = List.copyOf(locals);
        relays = List.copyOf(relays);
    }

    /** A host with no domains at all. */
    public static TestHost named(String hostname) {
        return new TestHost(hostname, List.of(), List.of());
    }

    /** The same with these local domains. */
    public TestHost local(String... domains) {
        return new TestHost(hostname, Stream.of(domains).map(Domain::new).toList(), relays);
    }

    /** The same with these relay domains. */
    public TestHost relay(String... domains) {
        return new TestHost(hostname, locals, Stream.of(domains).map(Domain::new).toList());
    }

    @Override
    public boolean isLocal(Domain domain) {
        return locals.contains(domain);
    }

    @Override
    public boolean isRelay(Domain domain) {
        return relays.contains(domain);
    }

    @Override
    public Domain defaultDomain() {
        return locals.isEmpty() ? new Domain(hostname) : locals.getFirst();
    }
}
