// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.time.Duration;

/**
 * How one test of a script ended.
 *
 * @param name as the test file has it; {@code loading} where the file or its script doesn't load
 * @param failure what differed or went wrong, with file, line and column; empty where it passed
 */
public record TestOutcome(String name, String failure, Duration time) {
    /** Whether it passed. */
    public boolean passed() {
        return failure.isEmpty();
    }
}
