// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.io.PrintWriter;
import java.util.List;

/**
 * A dialogue as RFC 5321 prints them, each reply with who gave it.
 *
 * @param exchanges of {@code command reply by}
 */
record Transcript(List<Json> exchanges) {
    private static final int WIDEST = 60;

    void print(PrintWriter out) {
        int width =
                exchanges.stream()
                        .flatMap(exchange -> exchange.text("reply").lines())
                        .mapToInt(String::length)
                        .filter(length -> length <= WIDEST)
                        .max()
                        .orElse(0);
        exchanges.forEach(exchange -> print(exchange, width, out));
    }

    private static void print(Json exchange, int width, PrintWriter out) {
        if (!exchange.text("command").isEmpty()) {
            out.println("C: " + exchange.text("command"));
        }
        List<String> lines = exchange.text("reply").lines().toList();
        if (lines.isEmpty()) {
            out.println("S: (closes the connection)");
            return;
        }
        lines.subList(0, lines.size() - 1).forEach(line -> out.println("S: " + line));
        String last = lines.getLast();
        String pad = " ".repeat(Math.max(0, width - last.length()));
        out.println("S: " + last + pad + "  [" + exchange.text("by") + "]");
    }
}
