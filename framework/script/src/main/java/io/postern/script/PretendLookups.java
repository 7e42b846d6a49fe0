// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;

import org.graalvm.polyglot.Value;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lookups that say what a test has told them. Each name is there, as a script may ask for it before
 * a test has said what is in it: with nothing. Never blocks; safe for many threads.
 */
final class PretendLookups implements LookupSource {
    private final Map<String, Lookup> lookups = new ConcurrentHashMap<>();

    /** Forgets all. */
    void clear() {
        lookups.clear();
    }

    /** What there is in one: an object, whose members are strings or arrays of strings. */
    void set(String name, Value keys) {
        Map<String, LookupAnswer> answers = new HashMap<>();
        for (String key : keys.getMemberKeys()) {
            List<String> values = Arguments.texts(keys.getMember(key), "values");
            if (!values.isEmpty()) {
                answers.put(key, new LookupAnswer.Found(values));
            }
        }
        lookups.put(name, key -> answers.getOrDefault(key, new LookupAnswer.Absent()));
    }

    /** One that can't tell. */
    void fail(String name, String reason) {
        lookups.put(name, _ -> new LookupAnswer.Unknown(reason));
    }

    @Override
    public Optional<Lookup> find(String name) {
        return Optional.of(key -> answer(name, key));
    }

    private LookupAnswer answer(String name, String key) throws InterruptedException {
        Lookup known = lookups.get(name);
        return known == null ? new LookupAnswer.Absent() : known.find(key);
    }
}
