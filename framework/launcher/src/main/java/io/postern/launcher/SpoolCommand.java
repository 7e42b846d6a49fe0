// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * {@code postern spool}: the journal of a server that isn't running. (picocli reflects on these
 * classes in every command, so nothing of the spool is in them: most class paths haven't got it.)
 */
@Command(
        name = "spool",
        description = "Looks into the spool of a server that doesn't run, and mends it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SpoolCommand.CheckSpool.class,
            SpoolCommand.DumpSpool.class,
            SpoolCommand.RepairSpool.class
        })
final class SpoolCommand {
    @Mixin
    @SuppressWarnings("unused") // picocli looks at it
    private HelpOption help = new HelpOption();

    /** What they have in common. */
    abstract static class Offline implements Callable<Integer> {
        @Mixin private CommonOptions common = new CommonOptions();

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        final Home home() {
            return common.home();
        }

        final boolean json() {
            return json;
        }

        final PrintWriter out() {
            return spec.commandLine().getOut();
        }
    }

    /** {@code postern spool check}. */
    @Command(
            name = "check",
            description = {
                "Says what is in the spool and what is wrong with it; changes nothing.",
                "Ends with 0 where it is sound, 1 where it is damaged, 75 where it can't be read"
                        + " now."
            })
    static final class CheckSpool extends Offline {
        @Override
        public Integer call() throws IOException {
            return new SpoolCheck(home(), out()).run(json());
        }
    }

    /** {@code postern spool dump}. */
    @Command(
            name = "dump",
            description = {
                "Prints the spool's records, a line each: where, number, type, message, octets,"
                        + " what it says.",
                "With --json an object a line. Changes nothing."
            })
    static final class DumpSpool extends Offline {
        @Option(
                names = "--segment",
                paramLabel = "N",
                split = ",",
                description = "Only records of these segments.")
        private Set<Integer> segments = Set.of();

        @Option(
                names = "--message",
                paramLabel = "ID",
                split = ",",
                description = "Only records of these messages.")
        private Set<String> messages = Set.of();

        @Option(
                names = "--type",
                paramLabel = "T",
                split = ",",
                description = "Only records of these types, as ACCEPT.")
        private Set<String> types = Set.of();

        @Option(
                names = "--body",
                description =
                        "Write the octets of the one message that --message names, as it would be"
                                + " delivered, and nothing else.")
        private boolean body;

        @Override
        public Integer call() throws IOException {
            if (!body) {
                return new SpoolDump(home(), out()).run(segments, messages, types, json());
            }
            @Nullable String id = messages.size() == 1 ? messages.iterator().next() : null;
            if (id == null || !segments.isEmpty() || !types.isEmpty() || json()) {
                throw new CommandException(
                        Exit.USAGE, "--body goes with one --message, and with nothing else");
            }
            return new SpoolBody(home()).write(id, System.out);
        }
    }

    /** {@code postern spool repair}. */
    @Command(
            name = "repair",
            description = {
                "Writes a new journal of all waiting messages that are whole, reads it back and"
                        + " compares it; says what can't be saved, and leaves the old journal as it"
                        + " is.",
                "Ends with 0 where every message that is known to wait was saved, else with 1."
            })
    static final class RepairSpool extends Offline {
        @Option(
                names = "--to",
                paramLabel = "FOLDER",
                description = "Where the new journal goes: a folder that isn't there yet.")
        private @Nullable Path target;

        @Option(
                names = "--in-place",
                description =
                        "Put it in the old one's place, which is kept beside it as 0.damaged-TIME.")
        private boolean inPlace;

        @Option(
                names = "--accept-gap",
                paramLabel = "N",
                split = ",",
                description = "Segments that may be missing; what they held is given up.")
        private Set<Integer> acceptedGaps = Set.of();

        @Option(names = "--dry-run", description = "Only say what could be saved and what not.")
        private boolean dryRun;

        @Override
        public Integer call() throws IOException {
            if (inPlace == (target != null)) {
                throw new CommandException(Exit.USAGE, "say --to FOLDER or --in-place");
            }
            SpoolMending mending = new SpoolMending(home(), acceptedGaps, out(), json());
            if (dryRun) {
                return mending.rehearse();
            }
            return target == null ? mending.inPlace() : mending.to(target.toAbsolutePath());
        }
    }
}
