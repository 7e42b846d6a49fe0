// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.util.List;
import java.util.Optional;

/**
 * What would have come of a question with another script, beside what came of it.
 *
 * @param replaced the script in whose place it stands; empty where it stands in front of all
 */
record Comparison(String replaced) {
    /** RFC 3463; the reply of a relay that nobody permits has it. */
    private static final String CLOSED = "5.7.1";

    /** Whether it would have been asked: not where one before it had an opinion. */
    boolean isReached(Asked asked) {
        if (replaced.isEmpty() || said(asked).isPresent()) {
            return true;
        }
        return asked.said().stream().noneMatch(one -> !one.isPass());
    }

    /**
     * Whether the client, or the message, would have met with something else. The wording of a
     * reply isn't compared, nor are the values of fields that were added.
     */
    boolean isDifferent(Asked asked, Said would) {
        Said own = said(asked).orElse(Said.NOTHING);
        if (asked.hook().equals("route") || asked.hook().equals("onDisconnect")) {
            return isOther(asked.hook(), own, would) || !own.text().equals(would.text());
        }
        boolean edits = !own.changes().equals(would.changes());
        if (would.isPass()) {
            // What those behind it would have said nobody knows: they weren't asked.
            return !own.isPass() || edits;
        }
        return isOther(asked.hook(), asked.given(), would) || (edits && !would.isRefusal());
    }

    private static boolean isOther(String hook, Said did, Said would) {
        return !effect(hook, did).equals(effect(hook, would));
    }

    /** Two answers of one effect are the same. */
    private static List<String> effect(String hook, Said said) {
        boolean relay = hook.equals("onRelay");
        return switch (said.verdict()) {
            case "pass" -> relay ? List.of("deny", CLOSED) : List.of("pass");
            case "accept" -> List.of("pass");
            case "trouble" -> List.of("trouble");
            default -> List.of(said.verdict(), said.code());
        };
    }

    private Optional<Said> said(Asked asked) {
        return asked.said().stream().filter(one -> one.by().equals(replaced)).findFirst();
    }
}
