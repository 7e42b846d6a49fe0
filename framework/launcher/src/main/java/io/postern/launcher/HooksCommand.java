// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.PrintWriter;

/** {@code postern hooks}. */
@Command(
        name = "hooks",
        description = "Lists what is asked at each hook, in the order it is asked.")
final class HooksCommand extends ClientCommand {
    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        return client.get("/api/hooks");
    }

    @Override
    void print(Json answer, PrintWriter out) {
        Table table = new Table("HOOK", "NAME", "TYPE", ">RANKING", "PLUGIN");
        String last = "";
        for (Json hook : answer.objects("hooks")) {
            String name = hook.text("hook");
            table.row(
                    name.equals(last) ? "" : name,
                    hook.text("name"),
                    hook.text("type"),
                    hook.text("ranking"),
                    hook.text("plugin"));
            last = name;
        }
        table.print(out);
    }
}
