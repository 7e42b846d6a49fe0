// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The {@code postern} command. */
@Command(
        name = "postern",
        description = "Postern, a mail transfer agent that you program.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {
            "",
            "Exit codes: 0 fine, 1 the answer is no, 2 usage, 75 try again later.",
            "postern COMMAND --help says more."
        },
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            HooksCommand.class,
            RouteCommand.class,
            TryCommand.class,
            SendCommand.class,
            QueueCommand.class,
            TraceCommand.class,
            LookupCommand.class,
            TlsCommand.class,
            SpoolCommand.class,
            ScriptCommand.class,
            PluginCommand.class,
            UserCommand.class,
            ReloadCommand.class,
            BenchCommand.class
        })
public final class Main {
    /** Ends the process with the command's exit code. */
    public static void main(String[] args) {
        Shutdown.exit(commandLine().execute(args));
    }

    /** The command line, not yet run. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((exception, command, _) -> report(exception, command));
        return line;
    }

    private static int report(Exception exception, CommandLine command) throws Exception {
        return switch (exception) {
            case CommandException expected -> say(expected.lines(), expected.exitCode(), command);
            case IOException broken -> say(List.of(broken.toString()), Exit.NO, command);
            case UncheckedIOException broken ->
                    say(List.of(String.valueOf(broken.getMessage())), Exit.NO, command);
            default -> throw exception;
        };
    }

    private static int say(List<String> lines, int exitCode, CommandLine command) {
        lines.forEach(line -> command.getErr().println("postern: " + line));
        return exitCode;
    }

    /** {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Postern " + Distribution.version()};
        }
    }
}
