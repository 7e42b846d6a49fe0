// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the errors of one file. For one thread. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void report(Place at, String message) {
        found.add(new Problem(at, message));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** {@code conf/postern.yaml:12:5: message}, sorted by place, each a single line. */
    List<String> lines() {
        return found.stream().sorted(Comparator.comparing(Problem::at)).map(Problem::line).toList();
    }

    private record Problem(Place at, String message) {
        String line() {
            return "%s:%d:%d: %s"
                    .formatted(
                            Home.FILE,
                            at.line(),
                            at.column(),
                            message.replaceAll("\\p{Cntrl}+", " "));
        }
    }
}
