// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

/**
 * What a script under test sees besides the mail: each test begins with an empty one.
 *
 * @param counters by that clock
 */
record PretendWorld(PretendDns dns, PretendClock clock, Counters counters) {
    /** An empty one. */
    static PretendWorld make() {
        PretendClock clock = new PretendClock();
        return new PretendWorld(new PretendDns(), clock, new Counters(clock));
    }

    /** Forgets all that a test has made up. */
    void reset() {
        dns.clear();
        clock.reset();
        counters.clear();
    }

    /** The module {@code postern} in that world; what a script logs is under that name. */
    HostModule host(String name) {
        return new HostModule(
                new ScriptLog(name, System::nanoTime),
                new DnsFunctions(() -> dns),
                counters,
                clock);
    }
}
