// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Who may send where, for people: a table for each listener, one for those that are alike.
 *
 * @param rows of {@code listener client address sender destination domain answer by reply open}
 */
record RelayReport(List<Map<String, String>> rows) {
    /** A line for each way in which everybody may send everywhere. */
    List<String> warnings() {
        return rows.stream()
                .filter(row -> "true".equals(row.get("open")))
                .map(
                        row ->
                                "OPEN RELAY: listener '%s' lets %s as %s send anywhere, by %s"
                                        .formatted(
                                                row.get("listener"),
                                                who(row),
                                                row.get("sender"),
                                                row.get("by")))
                .toList();
    }

    private static String who(Map<String, String> row) {
        String client = cell(row, "client");
        return client.startsWith("any ")
                ? client + " (" + row.get("address") + ")"
                : "all of " + client;
    }

    void print(PrintWriter out) {
        Map<List<Map<String, String>>, List<String>> listeners = new LinkedHashMap<>();
        rows.stream()
                .map(row -> cell(row, "listener"))
                .distinct()
                .forEach(
                        listener ->
                                listeners
                                        .computeIfAbsent(rowsOf(listener), _ -> new ArrayList<>())
                                        .add(listener));
        listeners.forEach(
                (alike, names) -> {
                    out.println();
                    out.println("who may send where by " + String.join(", ", names) + ":");
                    out.println();
                    table(alike).print(out);
                });
    }

    private List<Map<String, String>> rowsOf(String listener) {
        return rows.stream()
                .filter(row -> listener.equals(row.get("listener")))
                .map(
                        row -> {
                            Map<String, String> rest = new LinkedHashMap<>(row);
                            rest.remove("listener");
                            return rest;
                        })
                .toList();
    }

    private static Table table(List<Map<String, String>> rows) {
        List<String> destinations = distinct(rows, "destination");
        Table table =
                new Table(
                        Stream.concat(
                                        Stream.of("CLIENT"),
                                        destinations.stream().map(d -> d.toUpperCase(Locale.ROOT)))
                                .toArray(String[]::new));
        for (String client : distinct(rows, "client")) {
            List<Map<String, String>> ofClient =
                    rows.stream().filter(row -> client.equals(row.get("client"))).toList();
            addClient(client, ofClient, destinations, table);
        }
        return table;
    }

    /** A line with the first answer about each destination, and one for each further answer. */
    private static void addClient(
            String client, List<Map<String, String>> rows, List<String> destinations, Table table) {
        List<Map<String, String>> first = new ArrayList<>();
        for (String destination : destinations) {
            rows.stream()
                    .filter(row -> destination.equals(row.get("destination")))
                    .findFirst()
                    .ifPresent(first::add);
        }
        addLine(client, first, destinations, table);
        for (Map<String, String> row : rows) {
            if (!first.contains(row)) {
                addLine(
                        "  " + difference(first.getFirst(), row),
                        List.of(row),
                        destinations,
                        table);
            }
        }
    }

    private static void addLine(
            String label, List<Map<String, String>> rows, List<String> destinations, Table table) {
        List<String> cells = new ArrayList<>(List.of(label));
        for (String destination : destinations) {
            cells.add(
                    rows.stream()
                            .filter(row -> destination.equals(row.get("destination")))
                            .map(RelayReport::answer)
                            .findFirst()
                            .orElse(""));
        }
        table.row(cells.toArray());
    }

    private static String difference(Map<String, String> usual, Map<String, String> row) {
        List<String> parts = new ArrayList<>();
        if (!Objects.equals(usual.get("address"), row.get("address"))) {
            parts.add("from " + row.get("address"));
        }
        if (!Objects.equals(usual.get("sender"), row.get("sender"))) {
            parts.add("as " + row.get("sender"));
        }
        return String.join(" ", parts);
    }

    private static String answer(Map<String, String> row) {
        String by = cell(row, "by");
        String code = cell(row, "reply").replaceFirst("^(\\d{3}( \\d\\.\\d+\\.\\d+)?).*", "$1");
        return switch (cell(row, "answer")) {
            case "permitted" -> by.endsWith(" domain") ? "permitted" : "permitted by " + rule(by);
            case String other ->
                    other + " (" + code + ")" + (by.isEmpty() ? "" : " by " + rule(by));
        };
    }

    /** A script is named by its file, a policy of {@code relay:} by its key. */
    private static String rule(String hook) {
        return hook.contains(".") ? hook : "relay " + hook;
    }

    private static List<String> distinct(List<Map<String, String>> rows, String key) {
        return rows.stream().map(row -> cell(row, key)).distinct().toList();
    }

    private static String cell(Map<String, String> row, String key) {
        return row.getOrDefault(key, "");
    }
}
