// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.ReversePath;
import io.postern.api.routing.RoutingContext;

/** A routing context as routers see it. */
public record TestRouting(HostIdentity host, ReversePath reversePath, int redirects)
        implements RoutingContext {
    /** On this host, from {@code sender@client.test}, before any redirect. */
    public static TestRouting on(HostIdentity host) {
        return new TestRouting(host, Addresses.reversePath("sender@client.test"), 0);
    }

    /** From another reverse-path; the empty text is the null one. */
    public TestRouting from(String address) {
        return new TestRouting(host, Addresses.reversePath(address), redirects);
    }

    /** After so many redirects. */
    public TestRouting after(int count) {
        return new TestRouting(host, reversePath, count);
    }
}
