// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;

/** {@code postern script shadow}. */
@Command(
        name = "shadow",
        description =
                "Shows how often the shadows of the running server would have come to something"
                        + " else, since it started or the scripts: were changed. The log has the"
                        + " cases.")
final class ShadowCommand extends ClientCommand {
    private static final String PREFIX = "script_shadow_";

    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        return client.get("/api/figures?prefix=" + PREFIX);
    }

    @Override
    void print(Json answer, PrintWriter out) {
        Map<String, Map<String, Long>> rows = new TreeMap<>();
        Map<String, Long> dropped = new TreeMap<>();
        for (Json figure : answer.objects("figures")) {
            Json labels = figure.object("labels");
            String what = figure.text("name").substring(PREFIX.length());
            if (what.equals("dropped")) {
                dropped.put(labels.text("script"), figure.number("value"));
            } else {
                rows.computeIfAbsent(
                                labels.text("script") + "\n" + labels.text("hook"),
                                _ -> new TreeMap<>())
                        .put(what, figure.number("value"));
            }
        }
        if (dropped.isEmpty()) {
            out.println("no shadow is there");
            return;
        }
        Table table = new Table("SCRIPT", "HOOK", ">ASKED", ">DIFFERENT", ">FAILED", ">UNKNOWN");
        rows.forEach(
                (key, sums) -> {
                    String[] parts = key.split("\n", 2);
                    table.row(
                            SafeText.of(parts[0]),
                            parts[1],
                            sums.getOrDefault("asked", 0L),
                            sums.getOrDefault("different", 0L),
                            sums.getOrDefault("failed", 0L),
                            sums.getOrDefault("unknown", 0L));
                });
        table.print(out);
        dropped.forEach(
                (script, number) -> {
                    if (number > 0) {
                        out.println(SafeText.of(script) + ": too slow for " + number + " more");
                    }
                });
    }
}
