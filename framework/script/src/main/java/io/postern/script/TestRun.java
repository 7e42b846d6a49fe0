// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.util.List;

/**
 * What the tests of one file came to.
 *
 * @param file its path, from the home on
 */
public record TestRun(String file, List<TestOutcome> outcomes) {
    /** Keeps the list as it is. */
    public TestRun {
        outcomes = List.copyOf(outcomes);
    }

    /** Whether all passed. */
    public boolean passed() {
        return outcomes.stream().allMatch(TestOutcome::passed);
    }

    /** Those that failed, in a line: how many of how many, and what the first of them says. */
    String summary() {
        List<TestOutcome> failed = outcomes.stream().filter(one -> !one.passed()).toList();
        return failed.isEmpty()
                ? file + ": passed"
                : "%s: %d of %d failed: %s: %s"
                        .formatted(
                                file,
                                failed.size(),
                                outcomes.size(),
                                failed.getFirst().name(),
                                failed.getFirst().failure());
    }
}
