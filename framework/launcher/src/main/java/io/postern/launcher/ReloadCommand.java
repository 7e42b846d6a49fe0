// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;

/** {@code postern reload}. */
@Command(
        name = "reload",
        description = "Applies conf/postern.yaml as it is now; a wrong one changes nothing.")
final class ReloadCommand extends ClientCommand {
    @Override
    AdminClient.Answer ask(AdminClient client) throws IOException {
        return client.post("/api/reload", Map.of());
    }

    @Override
    void print(Json answer, PrintWriter out) {
        out.println("conf/postern.yaml is applied");
    }
}
