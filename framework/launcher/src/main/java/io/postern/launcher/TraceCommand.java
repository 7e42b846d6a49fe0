// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * {@code postern trace}: the life of a message, as the log tells it; works without a server. Of the
 * reports that were sent about a message only the names are in its own life.
 */
@Command(name = "trace", description = "Tells the life of a message from the log.")
final class TraceCommand implements Callable<Integer> {
    /** At the end of an attempt that nobody answered for: the host may have the message. */
    private static final String DOUBTFUL = " doubtful=yes";

    @Mixin private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "ID", description = "The message's queue id.")
    private String id = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!id.matches("[A-Za-z0-9]{1,64}")) {
            throw new CommandException(Exit.USAGE, "no queue id: " + id);
        }
        PrintWriter out = spec.commandLine().getOut();
        Pattern line = Pattern.compile("(\\S+) +\\S+ +\\S+ " + id + " (.*)");
        int found = 0;
        int doubts = 0;
        for (Path file : files(common.home().log())) {
            try (BufferedReader reader = open(file)) {
                for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                    var matcher = line.matcher(text);
                    if (matcher.matches()) {
                        boolean doubtful = text.endsWith(DOUBTFUL);
                        found++;
                        doubts += doubtful ? 1 : 0;
                        out.println(matcher.group(1) + "  " + SafeText.of(matcher.group(2)));
                    }
                }
            }
        }
        if (found == 0) {
            throw new CommandException(Exit.NO, "the log knows no message " + id);
        }
        if (doubts > 0) {
            out.println(
                    Amounts.count(doubts, "doubtful attempt")
                            + ": the connection was lost between the message and the host's"
                            + " answer, so it may have arrived, and arrive again");
        }
        out.flush();
        return Exit.FINE;
    }

    /** The log files, the oldest first. */
    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(file -> file.getFileName().toString().matches("postern\\..*log(\\.gz)?"))
                    .forEach(files::add);
        }
        files.sort(
                Comparator.comparing(TraceCommand::isCurrent).thenComparing(TraceCommand::order));
        return files;
    }

    private static boolean isCurrent(Path file) {
        return file.getFileName().toString().equals("postern.log");
    }

    /** Day, and the number within it with as many digits as it takes to sort as text. */
    private static String order(Path file) {
        String[] parts = file.getFileName().toString().split("\\.", -1);
        return parts.length < 4 ? "" : parts[1] + "%8s".formatted(parts[2]);
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream stream = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(stream) : stream;
        return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
    }
}
