// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.event.Figure;
import io.postern.api.event.Figure.Kind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What scripts count and measure for an operator; kept over a change of the scripts, gone with the
 * process. Bounded, since each name with its labels is a time series for ever: what is too much is
 * counted as {@code other}. Guarded by itself.
 */
final class ScriptMetrics {
    /** Names of all scripts together. */
    static final int MOST_NAMES = 100;

    /** Values of one label of one name. */
    static final int MOST_VALUES = 50;

    /** Names with their labels. */
    static final int MOST_SERIES = 1000;

    private static final String OTHER = "other";
    private static final int MOST_LABELS = 4;
    private static final int LONGEST_VALUE = 64;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    private final Map<String, Kind> kinds = new HashMap<>();
    private final Map<String, Set<String>> values = new HashMap<>();
    private final Map<Series, Double> series = new HashMap<>();

    private record Series(String name, Map<String, String> labels) {
        Series {
            labels = Map.copyOf(labels);
        }
    }

    /** Counts so many. Throws {@link IllegalArgumentException} where that can't be. */
    synchronized void count(String script, String name, Map<String, String> labels, double by) {
        if (!(by >= 0 && by <= 1e15)) {
            throw new IllegalArgumentException("a counter only grows");
        }
        Series one = series(script, name, Kind.COUNTER, labels);
        series.merge(one, by, Double::sum);
    }

    /** So it is now. Throws {@link IllegalArgumentException} where that can't be. */
    synchronized void gauge(String script, String name, Map<String, String> labels, double value) {
        Series one = series(script, name, Kind.GAUGE, labels);
        series.put(one, value);
    }

    /** The sum over all scripts, 0 where there is none. */
    synchronized double value(String name, Map<String, String> labels) {
        double sum = 0;
        for (Map.Entry<Series, Double> one : series.entrySet()) {
            Map<String, String> own = new HashMap<>(one.getKey().labels());
            own.remove("script");
            if (one.getKey().name().equals(name) && own.equals(labels)) {
                sum += one.getValue();
            }
        }
        return sum;
    }

    synchronized void clear() {
        kinds.clear();
        values.clear();
        series.clear();
    }

    /** All there are, under {@code policy_} and their name. */
    synchronized List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        series.forEach(
                (one, value) ->
                        figures.add(
                                new Figure(
                                        "policy_" + one.name(),
                                        kinds.getOrDefault(one.name(), Kind.COUNTER),
                                        "Of a script.",
                                        one.labels(),
                                        value)));
        return figures;
    }

    private Series series(String script, String name, Kind kind, Map<String, String> labels) {
        require(name, "name");
        if (labels.size() > MOST_LABELS) {
            throw new IllegalArgumentException("more than " + MOST_LABELS + " labels");
        }
        boolean room = kinds.containsKey(name) || kinds.size() < MOST_NAMES;
        String known = room ? name : OTHER + "_" + kind.name().toLowerCase(Locale.ROOT);
        Kind before = kinds.putIfAbsent(known, kind);
        if (before != null && before != kind) {
            throw new IllegalArgumentException(
                    "'" + name + "' is a " + before.name().toLowerCase(Locale.ROOT));
        }
        Map<String, String> bounded = new TreeMap<>();
        labels.forEach((label, value) -> bounded.put(require(label, "label"), value));
        bounded.replaceAll((label, value) -> bounded(known, label, value));
        bounded.put("script", script);
        Series wanted = new Series(known, bounded);
        if (!series.containsKey(wanted) && series.size() >= MOST_SERIES) {
            bounded.replaceAll((label, value) -> label.equals("script") ? value : OTHER);
            return new Series(known, bounded);
        }
        return wanted;
    }

    private static String require(String name, String what) {
        if (!NAME.matcher(name).matches() || name.equals("script")) {
            throw new IllegalArgumentException(
                    what + " must be like 'greylisted': letters in lower case, digits and '_'");
        }
        return name;
    }

    private String bounded(String name, String label, String value) {
        Set<String> known = values.computeIfAbsent(name + " " + label, _ -> new HashSet<>());
        boolean few = known.contains(value) || known.size() < MOST_VALUES;
        if (value.length() > LONGEST_VALUE || !few) {
            return OTHER;
        }
        known.add(value);
        return value;
    }
}
