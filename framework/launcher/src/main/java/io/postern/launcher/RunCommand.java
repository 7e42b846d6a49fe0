// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code postern run}: the server, in the foreground. (picocli reflects on this class in every
 * command, so nothing of OSGi is in it: the client's class path hasn't got it.)
 */
@Command(name = "run", description = "Runs the server until SIGTERM.")
final class RunCommand implements Callable<Integer> {
    @Mixin private CommonOptions common = new CommonOptions();

    @Option(
            names = "--log",
            paramLabel = "-",
            description = "Log to stderr instead of data/log/postern.log.")
    private @Nullable String log;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log the dialogues too.")
    private boolean verbose;

    @Option(
            names = "--accept-gap",
            paramLabel = "N",
            split = ",",
            description = {
                "Start though these journal files are missing, and give up what they held.",
                "Once is enough."
            })
    private List<Integer> acceptedGaps = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (log != null && !log.equals("-")) {
            throw new CommandException(Exit.USAGE, "--log takes only '-', which is stderr");
        }
        boolean stderr = log != null || "stderr".equals(System.getProperty("postern.log"));
        return new Server(common.home(), spec.commandLine().getOut(), spec.commandLine().getErr())
                .run(stderr, verbose, acceptedGaps);
    }
}
