// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lookups as they answered when the record was made; each name is there. What they were never asked
 * nobody knows, and that is told. Guarded by itself.
 */
final class RehearsedLookups implements LookupSource {
    private final Map<String, Noted.OfLookup> answers = new HashMap<>();
    private final Consumer<String> unasked;

    /**
     * @param unasked is told of each question that the record has no answer to
     */
    RehearsedLookups(Consumer<String> unasked) {
        this.unasked = unasked;
    }

    /** This is the answer until another is learnt. */
    synchronized void learnFirst(Noted.OfLookup answer) {
        answers.putIfAbsent(answer.lookup() + " " + answer.key(), answer);
    }

    /** From now on this is the answer. */
    synchronized void learn(Noted.OfLookup answer) {
        answers.put(answer.lookup() + " " + answer.key(), answer);
    }

    @Override
    public Optional<Lookup> find(String name) {
        return Optional.of(key -> answer(name, key));
    }

    private synchronized LookupAnswer answer(String name, String key) {
        Noted.OfLookup answer = answers.get(name + " " + key);
        if (answer == null) {
            String reason = "lookup %s '%s' was never asked".formatted(name, key);
            unasked.accept(reason);
            return new LookupAnswer.Unknown(reason);
        }
        return switch (answer.none()) {
            case "" -> new LookupAnswer.Found(answer.values());
            case "absent" -> new LookupAnswer.Absent();
            default -> new LookupAnswer.Unknown(answer.none().replaceFirst("^unknown ", ""));
        };
    }
}
