// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;

/** A command that brings in a jar: sends it to the server, which looks at it before all else. */
abstract class PluginTakeCommand extends ClientCommand {
    @Parameters(
            paramLabel = "FILE|GROUP:ARTIFACT:VERSION",
            description = "The jar, or its coordinates in a repository.")
    private String source = "";

    @Option(
            names = "--repository",
            paramLabel = "DIR|URL",
            description =
                    "Where coordinates are looked for, laid out as Maven's: a folder or an https"
                            + " URL; default: plugins: repository: of the configuration.")
    private String repository = "";

    @Option(names = "--accept", description = "Whatever hooks, lookups and network it states.")
    private boolean accept;

    @Option(names = "--dry-run", description = "Only look at it, and say what would be done.")
    private boolean dryRun;

    private final String word;

    PluginTakeCommand(String word) {
        this.word = word;
    }

    /** What else to say in the query. */
    String more() {
        return "";
    }

    @Override
    final AdminClient.Answer ask(AdminClient client) throws IOException {
        String more = more(); // whether it is said right
        try (PluginSource jar = PluginSource.of(source, () -> repository(client))) {
            return client.postJar(
                    "/api/plugins/%s?who=%s&accept=%s&dryRun=%s%s"
                            .formatted(word, encoded(who()), accept, dryRun, more),
                    jar.file());
        }
    }

    private String repository(AdminClient client) throws IOException {
        return repository.isEmpty()
                ? client.get("/api/plugins").json().text("repository")
                : repository;
    }

    @Override
    final void print(Json answer, PrintWriter out) {
        printChange(answer, out);
        Facts facts = new Facts(out, 9);
        Json plugin = answer.object("plugin");
        facts.line("types", String.join(", ", plugin.texts("types")));
        PluginCommand.uses(plugin.object("uses"), facts);
        facts.line("signer", plugin.text("signer"));
        facts.line("sha256", plugin.text("sha256"));
    }

    /** One line that says what was done. */
    static void printChange(Json answer, PrintWriter out) {
        Json plugin = answer.object("plugin");
        String version = plugin.text("version");
        out.println(
                "%s%s %s%s"
                        .formatted(
                                SafeText.of(plugin.text("name")),
                                version.isEmpty() ? "" : " " + version,
                                answer.flag("dryRun") ? "would be " : "",
                                done(answer.text("change"))));
    }

    private static String done(String change) {
        return switch (change) {
            case "canary" -> "on trial";
            case "rolled-back" -> "rolled back";
            default -> change;
        };
    }

    /** {@code postern plugin install}. */
    @Command(name = "install", description = "Installs a plugin, and says what it uses.")
    static final class Install extends PluginTakeCommand {
        Install() {
            super("install");
        }
    }

    /** {@code postern plugin update}. */
    @Command(
            name = "update",
            description = {
                "Starts another version of a plugin beside the one that runs, and puts it in its"
                        + " place once it works.",
                "One that states more than was accepted is refused without --accept."
            })
    static final class Update extends PluginTakeCommand {
        @Option(
                names = "--canary",
                paramLabel = "N%%",
                description =
                        "Give it so much of the sessions and messages and leave the rest to the"
                                + " old one, until plugin promote or rollback.")
        private String canary = "";

        Update() {
            super("update");
        }

        @Override
        String more() {
            return canary.isEmpty() ? "" : "&canary=" + share(canary);
        }

        private double share(String percent) {
            try {
                double share = Double.parseDouble(percent.replaceFirst("%$", "")) / 100;
                if (share > 0 && share < 1) {
                    return share;
                }
            } catch (NumberFormatException _) {
                // said below
            }
            throw usage("--canary: more than 0% and less than 100%: " + percent);
        }
    }
}
