// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.StringJoiner;

/** {@code postern hooks}. */
@Command(
        name = "hooks",
        description =
                "Lists what is asked at each hook, in the order it is asked, and what gives it that"
                        + " place: its ranking, from an entry of postern.yaml or the plugin's own."
                        + " STATE says what share a version has and whether it is suspended.")
final class HooksCommand extends ClientCommand {
    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        return client.get("/api/hooks");
    }

    @Override
    void print(Json answer, PrintWriter out) {
        Table table = new Table("HOOK", "NAME", "TYPE", ">RANKING", "FROM", "PLUGIN", "STATE");
        String last = "";
        for (Json hook : answer.objects("hooks")) {
            String name = hook.text("hook");
            table.row(
                    name.equals(last) ? "" : name,
                    hook.text("name"),
                    hook.text("type"),
                    hook.text("ranking"),
                    hook.text("from"),
                    hook.text("plugin"),
                    state(hook));
            last = name;
        }
        table.print(out);
    }

    private static String state(Json hook) {
        StringJoiner state = new StringJoiner(", ");
        String share = hook.text("share");
        if (!share.isEmpty() && Double.parseDouble(share) < 1) {
            state.add("share " + share);
        }
        String until = hook.text("suspendedUntil");
        if (!until.isEmpty()) {
            state.add("suspended until " + until + " (" + hook.text("onFailure") + ")");
            state.add(SafeText.of(hook.text("lastTrouble")));
        }
        return state.toString();
    }
}
