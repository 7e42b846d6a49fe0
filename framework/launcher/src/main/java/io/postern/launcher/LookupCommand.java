// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;

/** {@code postern lookup}: asks a lookup of the running server. */
@Command(
        name = "lookup",
        description = {
            "Asks a lookup of postern.yaml for a key, and prints the values, one a line.",
            "Ends with 0 where there are some, 1 where there are none, 75 where it can't tell."
        })
final class LookupCommand extends ClientCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "Its name under lookups:.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "What to look for.")
    private String key = "";

    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        return client.get("/api/lookup?name=" + encoded(name) + "&key=" + encoded(key));
    }

    @Override
    void print(Json answer, PrintWriter out) {
        switch (answer.text("answer")) {
            case "found" ->
                    answer.texts("values").forEach(value -> out.println(SafeText.of(value)));
            case "absent" -> out.println("absent");
            default -> out.println("unknown: " + SafeText.of(answer.text("reason")));
        }
    }

    @Override
    int exitCode(Json answer) {
        return switch (answer.text("answer")) {
            case "found" -> Exit.FINE;
            case "absent" -> Exit.NO;
            default -> Exit.TRY_AGAIN;
        };
    }
}
