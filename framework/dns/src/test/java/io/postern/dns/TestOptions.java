// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import java.lang.annotation.Annotation;

/** What {@code dns:} says, in tests. */
record TestOptions(String[] servers, String timeout, int cache, Dnssec dnssec)
        implements DnsService.Options {
    static TestOptions of(String... servers) {
        return new TestOptions(servers, "PT5S", 1000, Dnssec.TRUSTED);
    }

    TestOptions within(String duration) {
        return new TestOptions(servers, duration, cache, dnssec);
    }

    TestOptions dnssec(Dnssec who) {
        return new TestOptions(servers, timeout, cache, who);
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return DnsService.Options.class;
    }
}
