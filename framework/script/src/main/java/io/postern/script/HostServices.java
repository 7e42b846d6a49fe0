// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.time.InstantSource;
import java.util.List;

/**
 * What scripts may ask of the server; the same for all of them. Safe for many threads.
 *
 * @param clock what time it is for scripts
 * @param metrics what they count for an operator
 */
record HostServices(
        DnsFunctions dns,
        LookupSource lookups,
        WebAccess web,
        Counters counters,
        InstantSource clock,
        ScriptMetrics metrics) {
    /** Whose metrics nobody sees. */
    HostServices(
            DnsFunctions dns,
            LookupSource lookups,
            WebAccess web,
            Counters counters,
            InstantSource clock) {
        this(dns, lookups, web, counters, clock, new ScriptMetrics());
    }

    /** Without lookups, and servers that may be asked by HTTP. */
    static HostServices without(DnsFunctions dns, Counters counters, InstantSource clock) {
        return new HostServices(dns, LookupSource.NONE, new WebAccess(List.of()), counters, clock);
    }
}
