// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.event.Figure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Figures in Prometheus's text format 0.0.4, all those of a name together. */
final class FigureText {
    private FigureText() {}

    static String of(List<Figure> figures) {
        Map<String, List<Figure>> byName =
                figures.stream()
                        .collect(
                                Collectors.groupingBy(
                                        FigureText::name, TreeMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder();
        byName.forEach(
                (name, all) -> {
                    Figure first = all.getFirst();
                    text.append("# HELP " + name + " " + escaped(first.help()) + "\n");
                    text.append("# TYPE " + name + " " + type(first) + "\n");
                    all.forEach(one -> text.append(name + labels(one) + " " + one.value() + "\n"));
                });
        return text.toString();
    }

    private static String name(Figure figure) {
        return "postern_" + figure.name() + (figure.kind() == Figure.Kind.COUNTER ? "_total" : "");
    }

    private static String type(Figure figure) {
        return switch (figure.kind()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
        };
    }

    private static String labels(Figure figure) {
        return figure.sortedLabels().entrySet().stream()
                .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
