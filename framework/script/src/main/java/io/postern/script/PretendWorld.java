// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.util.List;

/**
 * What a script under test sees besides the mail: each test begins with an empty one.
 *
 * @param counters by that clock
 */
record PretendWorld(
        PretendDns dns,
        PretendLookups lookups,
        PretendClock clock,
        Counters counters,
        ScriptMetrics metrics) {
    /** An empty one. */
    static PretendWorld make() {
        PretendClock clock = new PretendClock();
        return new PretendWorld(
                new PretendDns(),
                new PretendLookups(),
                clock,
                new Counters(clock),
                new ScriptMetrics());
    }

    /** Forgets all that a test has made up. */
    void reset() {
        dns.clear();
        lookups.clear();
        clock.reset();
        counters.clear();
        metrics.clear();
    }

    /**
     * The module {@code postern} in that world.
     *
     * @param name what the script logs is under that
     * @param options the script's, a JSON object
     */
    HostModule host(String name, String options) {
        return new HostModule(
                new ScriptLog(name, System::nanoTime),
                new HostServices(
                        new DnsFunctions(() -> dns),
                        lookups,
                        new WebAccess(List.of()),
                        counters,
                        clock,
                        metrics),
                options);
    }
}
