// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code postern queue summary}: how many recipients wait for whom, and how long. */
@Command(name = "summary", description = "Counts recipients by domain or site and by age.")
final class QueueSummaryCommand extends ClientCommand {
    private static final int WIDEST = 40;

    @Option(names = "--by-site", description = "By site in place of domain.")
    private boolean bySite;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "20",
            description = "Show at most so many (default: ${DEFAULT-VALUE}).")
    private int most;

    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        if (most < 1) {
            throw usage("--most " + most + ": can't show fewer than one");
        }
        String by = bySite ? "site" : "domain";
        return client.get("/api/queue/summary?by=" + by + "&most=" + most);
    }

    @Override
    void print(Json answer, PrintWriter out) {
        List<Json> rows = answer.objects("rows");
        if (rows.isEmpty()) {
            out.println("nothing waits");
            return;
        }
        List<String> spans =
                answer.texts("minutes").stream()
                        .map(text -> Amounts.length(Duration.ofMinutes(Long.parseLong(text))))
                        .toList();
        List<String> headings = new ArrayList<>(List.of(bySite ? "SITE" : "DOMAIN", ">ALL"));
        spans.forEach(span -> headings.add("><" + span));
        headings.add(">" + spans.getLast() + "+");
        Table table = new Table(headings.toArray(String[]::new));
        for (Json row : rows) {
            table.row(
                    Stream.concat(
                                    Stream.of(name(row), row.text("recipients")),
                                    row.texts("byAge").stream())
                            .toArray());
        }
        table.print(out);
    }

    private static String name(Json row) {
        String name = SafeText.of(row.text("name"));
        return name.length() <= WIDEST ? name : name.substring(0, WIDEST - 3) + "...";
    }
}
