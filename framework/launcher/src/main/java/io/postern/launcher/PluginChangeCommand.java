// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;

/** A command that does something with a plugin that is there. */
abstract class PluginChangeCommand extends ClientCommand {
    @Parameters(paramLabel = "NAME", description = "Its symbolic name, as in plugin list.")
    private String name = "";

    private final String word;

    PluginChangeCommand(String word) {
        this.word = word;
    }

    boolean dryRun() {
        return false;
    }

    @Override
    final AdminClient.Answer ask(AdminClient client) throws IOException {
        return client.post(
                "/api/plugins/" + word, Map.of("name", name, "dryRun", dryRun(), "who", who()));
    }

    @Override
    final void print(Json answer, PrintWriter out) {
        PluginTakeCommand.printChange(answer, out);
    }

    /** {@code postern plugin promote}. */
    @Command(name = "promote", description = "Puts the version on trial in the old one's place.")
    static final class Promote extends PluginChangeCommand {
        Promote() {
            super("promote");
        }
    }

    /** {@code postern plugin rollback}. */
    @Command(
            name = "rollback",
            description = "Ends a trial, or else brings the version before back.")
    static final class Rollback extends PluginChangeCommand {
        Rollback() {
            super("rollback");
        }
    }

    /** {@code postern plugin resume}. */
    @Command(name = "resume", description = "Has hooks asked again that failed too often.")
    static final class Resume extends PluginChangeCommand {
        Resume() {
            super("resume");
        }
    }

    /** {@code postern plugin remove}. */
    @Command(
            name = "remove",
            description = "Takes it out, file and all; calls that it is in end first.")
    static final class Remove extends PluginChangeCommand {
        @Option(names = "--dry-run", description = "Only say what would be removed.")
        private boolean dryRun;

        Remove() {
            super("remove");
        }

        @Override
        boolean dryRun() {
            return dryRun;
        }
    }
}
