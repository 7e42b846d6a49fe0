// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.api.config.Option;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sees to it that the names in one list are different. For one thread. */
final class EntryNames {
    private final Problems problems;
    private final Map<String, Place> seen = new HashMap<>();

    EntryNames(Problems problems) {
        this.problems = problems;
    }

    /** Reports names of an entry that one before has. */
    void check(List<OptionType> keys, Node.Mapping body) {
        for (OptionType key : keys) {
            if (key.kind() == Option.Kind.NAME
                    && body.find(key.key()).map(Node.Entry::value).orElse(body)
                            instanceof Node.Scalar name) {
                check(key, name);
            }
        }
    }

    private void check(OptionType key, Node.Scalar name) {
        Place first = seen.putIfAbsent(name.text(), name.at());
        if (first != null) {
            problems.report(
                    name.at(),
                    "%s: %s is already there in line %d"
                            .formatted(key.key(), Parsed.quoted(name.text()), first.line()));
        }
    }
}
