// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code postern plugin check}: looks at a jar, without a server. */
@Command(
        name = "check",
        description = {
            "Looks at a jar as an installation would, and changes nothing; needs no server.",
            "Ends with 1 where it couldn't be a plugin here, and says why."
        })
final class PluginCheckCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", description = "The jar.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(names = "--json", description = "Print it as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Object> found = PluginJars.check(file, Distribution.current(), common.home());
        if (json) {
            out.println(Json.text(found));
        } else {
            Json plugin = new Json(found);
            out.println(plugin.text("name") + " " + plugin.text("version") + " is a plugin");
            Facts facts = new Facts(out, 9);
            facts.line("types", String.join(", ", plugin.texts("types")));
            PluginCommand.uses(plugin.object("uses"), facts);
            facts.line("signer", plugin.text("signer"));
            facts.line("sha256", plugin.text("sha256"));
        }
        out.flush();
        return Exit.FINE;
    }
}
