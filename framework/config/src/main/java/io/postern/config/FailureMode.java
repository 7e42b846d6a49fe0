// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The key {@code on-failure} that each entry of a plugin may have: what its hook comes to while it
 * is suspended for its failures. What would open the relay, let anybody in or lose mail where it is
 * skipped can't be.
 */
final class FailureMode {
    static final String KEY = "on-failure";

    private static final String PROPERTY = "postern.on-failure";
    private static final String SKIP = "skip";
    private static final Set<String> WORDS = Set.of("defer", SKIP);
    private static final Set<HookSection> CLOSED =
            Set.of(HookSection.RELAY, HookSection.AUTH, HookSection.TRANSPORTS);

    private FailureMode() {}

    /** The property for the component; none where the entry says nothing. */
    static Map<String, Object> of(HookSection section, String label, Node body, Problems problems) {
        Optional<Node> given =
                body instanceof Node.Mapping mapping
                        ? mapping.find(KEY).map(Node.Entry::value)
                        : Optional.empty();
        if (given.isEmpty()) {
            return Map.of();
        }
        Node value = given.get();
        if (!(value instanceof Node.Scalar scalar) || !WORDS.contains(scalar.text())) {
            problems.report(value.at(), label + ": on-failure: expected 'defer' or 'skip'");
            return Map.of();
        }
        if (scalar.text().equals(SKIP) && CLOSED.contains(section)) {
            problems.report(
                    value.at(),
                    "%s: on-failure: %s can't be skipped, only 'defer' is possible"
                            .formatted(label, NamedEntries.article(section.noun())));
        }
        return Map.of(PROPERTY, scalar.text());
    }
}
