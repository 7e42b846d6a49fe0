// SPDX-License-Identifier: Apache-2.0
package io.postern.api.event;

import java.util.Map;
import java.util.TreeMap;

/**
 * One number of a part of the server, for its metrics.
 *
 * @param name as Prometheus has it, {@code script_asked}: letters, digits and {@code _}; without
 *     the prefix {@code postern_} and the {@code _total} of a counter
 * @param kind what the number does over time
 * @param help what it counts, one line
 * @param labels names as of {@code name}; of the values there must be few
 */
public record Figure(
        String name, Kind kind, String help, Map<String, String> labels, double value) {
    public Figure {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("no name of a figure: " + name);
        }
        labels = Map.copyOf(labels);
    }

    /** The labels in the order of their names. */
    public Map<String, String> sortedLabels() {
        return new TreeMap<>(labels);
    }

    /** What a number does over time. */
    public enum Kind {
        /** It only grows, from 0 at the start of the process. */
        COUNTER,
        /** It goes up and down. */
        GAUGE
    }
}
