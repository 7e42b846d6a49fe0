// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import java.lang.annotation.Annotation;

/** What {@code dns:} says, in tests. */
record TestOptions(String[] servers, String timeout, int cache) implements DnsService.Options {
    static TestOptions of(String... servers) {
        return new TestOptions(servers, "PT5S", 1000);
    }

    TestOptions within(String duration) {
        return new TestOptions(servers, duration, cache);
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return DnsService.Options.class;
    }
}
