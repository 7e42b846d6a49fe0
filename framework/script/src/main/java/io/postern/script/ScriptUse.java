// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * As what a script runs, and for whom.
 *
 * @param name in logs, lists and messages
 * @param listeners whose sessions it is asked about; all where there are none
 * @param ear hears what it says
 */
record ScriptUse(String name, Set<String> listeners, Ear ear) {
    /** What is asked when no session is there any more. */
    private static final List<String> WITHOUT_SESSION =
            List.of("route", "shape", "retry", "onOutcome");

    ScriptUse {
        listeners = Set.copyOf(listeners);
    }

    /** That nobody hears. */
    ScriptUse(String name, Set<String> listeners) {
        this(name, listeners, Ear.CLOSED);
    }

    /** For the sessions of all listeners. */
    static ScriptUse everywhere(String name) {
        return new ScriptUse(name, Set.of());
    }

    /** Whether it is asked about the sessions of a listener. */
    boolean serves(String listener) {
        return listeners.isEmpty() || listeners.contains(listener);
    }

    /** An export that can't be for some listeners alone, where this is. */
    Optional<String> misplaced(Set<String> exports) {
        return listeners.isEmpty()
                ? Optional.empty()
                : WITHOUT_SESSION.stream().filter(exports::contains).findFirst();
    }
}
