// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns under their headings, two spaces apart; the last one is as long as it likes. */
final class Table {
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    /** A heading that begins with {@code >} makes its column flush right. */
    Table(String... headings) {
        this.headings = List.of(headings);
    }

    Table row(Object... cells) {
        rows.add(java.util.Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    void print(PrintWriter out) {
        List<String> titles = headings.stream().map(h -> h.replace(">", "")).toList();
        int[] widths = new int[titles.size()];
        measure(titles, widths);
        rows.forEach(row -> measure(row, widths));
        print(titles, widths, out);
        rows.forEach(row -> print(row, widths, out));
    }

    private static void measure(List<String> row, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private void print(List<String> row, int[] widths, PrintWriter out) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String pad = " ".repeat(widths[i] - row.get(i).length());
            boolean right = headings.get(i).startsWith(">");
            line.append(right ? pad + row.get(i) : row.get(i) + pad).append("  ");
        }
        out.println(line.toString().stripTrailing());
    }
}
