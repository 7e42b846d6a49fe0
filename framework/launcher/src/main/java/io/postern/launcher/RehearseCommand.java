// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code postern script rehearse}. */
@Command(
        name = "rehearse",
        description = {
            "Asks a script anew what the server has asked its policies, with the answers that the"
                    + " DNS and lookups gave then, and shows what would have come to something"
                    + " else. Needs no server, and disturbs none.",
            "Ends with 0 where nothing would, 1 where something would or may, 75 where there is no"
                    + " record."
        })
final class RehearseCommand implements Callable<Integer> {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})([smhd])");

    @Mixin private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", description = "The script, running or not.")
    private Path file = Path.of("");

    @Option(
            names = "--since",
            paramLabel = "24h",
            description = "What was asked longer ago isn't asked again; default: all.")
    private String since = "";

    @Option(
            names = "--replaces",
            paramLabel = "NAME",
            description =
                    "The script of scripts: in whose place it stands; default: that of its own"
                            + " name, and where there is none in front of all.")
    private String replaces = "";

    @Option(
            names = "--options",
            paramLabel = "JSON",
            description =
                    "What the script finds as its options; default: those of the script it"
                            + " replaces.")
    private String options = "";

    @Option(
            names = "--most",
            paramLabel = "N",
            description = "Differences that are shown one by one; default: ${DEFAULT-VALUE}.")
    private int most = 50;

    @Option(names = "--json", description = "Print the outcome as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            throw new CommandException(Exit.USAGE, "there is no file " + file);
        }
        if (most < 0) {
            throw new CommandException(Exit.USAGE, "--most must be 0 or more");
        }
        requireObject(options);
        return new ScriptRehearser(
                        common.home().root(),
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr(),
                        json)
                .run(file, start(since, Instant.now()), replaces, options, most);
    }

    /** Scripts read them with no chance to say so well. */
    private static void requireObject(String options) {
        if (options.isEmpty()) {
            return;
        }
        try {
            Json _ = Json.parse(options);
        } catch (IOException broken) {
            throw new CommandException(
                    Exit.USAGE, "--options must be a JSON object: " + broken.getMessage());
        }
    }

    /** So long ago; {@link Instant#EPOCH} where nothing is said. */
    static Instant start(@Nullable String since, Instant now) {
        if (since == null || since.isEmpty()) {
            return Instant.EPOCH;
        }
        Matcher time = TIME.matcher(since);
        if (!time.matches()) {
            throw new CommandException(Exit.USAGE, "--since must be like 30m, 24h or 7d: " + since);
        }
        long number = Long.parseLong(time.group(1));
        return now.minus(
                switch (time.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }
}
