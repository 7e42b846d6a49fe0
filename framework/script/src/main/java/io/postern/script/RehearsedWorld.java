// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.util.List;
import java.util.Optional;

/**
 * What a script sees besides the mail while it is rehearsed: the DNS and the lookups of then, a
 * clock that shows the time of each question, and counters by it. Safe for the two threads that use
 * it by turns.
 */
final class RehearsedWorld {
    private final RehearsedDns dns = new RehearsedDns(this::unasked);
    private final RehearsedLookups lookups = new RehearsedLookups(this::unasked);
    private final PretendClock clock = new PretendClock();
    private final Counters counters = new Counters(clock);
    private String unasked = "";

    PretendClock clock() {
        return clock;
    }

    /** Something that the record has no answer to; the first is told of. */
    synchronized void unasked(String what) {
        unasked = unasked.isEmpty() ? what : unasked;
    }

    /** What the record had no answer to since the last look. */
    synchronized Optional<String> takeUnasked() {
        String what = unasked;
        unasked = "";
        return Optional.of(what).filter(text -> !text.isEmpty());
    }

    /** From now on this is the answer. */
    void learn(Noted noted) {
        switch (noted) {
            case Noted.OfDns answer -> dns.learn(answer);
            case Noted.OfLookup answer -> lookups.learn(answer);
            case Asked _, Noted.Loaded _ -> {}
        }
    }

    /** This is the answer until another is learnt. */
    void learnFirst(Noted noted) {
        switch (noted) {
            case Noted.OfDns answer -> dns.learnFirst(answer);
            case Noted.OfLookup answer -> lookups.learnFirst(answer);
            case Asked _, Noted.Loaded _ -> {}
        }
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
                        new WebAccess(
                                List.of(),
                                origin -> unasked("http " + origin + " isn't in the record")),
                        counters,
                        clock),
                options);
    }
}
