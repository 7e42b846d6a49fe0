// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.time.Instant;
import java.util.List;

/**
 * What a rehearsal came to.
 *
 * @param replaced the script in whose place it stood; empty where it stood in front of all
 * @param from when the first question was asked that it was asked again; {@link Instant#MAX} where
 *     there was none
 * @param to when the last one was
 * @param hooks what was asked, by hook
 * @param findings what differs and what nobody knows, in the order of time; the first of them
 */
public record Rehearsed(
        String replaced, Instant from, Instant to, List<Sum> hooks, List<Finding> findings) {
    /** Keeps the lists as they are. */
    public Rehearsed {
        hooks = List.copyOf(hooks);
        findings = List.copyOf(findings);
    }

    /** Whether each answer is known and none differs. */
    public boolean isSame() {
        return hooks.stream().allMatch(sum -> sum.different() + sum.unknown() == 0);
    }

    /**
     * How the questions of one hook went.
     *
     * @param hook the function
     * @param asked how many it was asked
     * @param different how many would have come to something else
     * @param unknown of how many the record doesn't know enough
     */
    public record Sum(String hook, long asked, long different, long unknown) {}

    /**
     * One question that would have come, or may have come, to something else.
     *
     * @param session its name in the log
     * @param client an address; empty where there is no session
     * @param about what the hook is about, as a sender
     * @param did what came of it, in a line
     * @param by the policy whose word it was; empty where nobody had one
     * @param would what the script says; empty where that isn't known
     * @param unknown what the record has no answer to; empty where it has all
     */
    public record Finding(
            Instant at,
            String session,
            String hook,
            String client,
            String about,
            String did,
            String by,
            String would,
            String unknown) {}
}
