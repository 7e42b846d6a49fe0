// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code postern bench}: measures an SMTP server, this one or another. */
@Command(
        name = "bench",
        description =
                "Measures an SMTP server, Postern or another: sends mail as fast as it "
                        + "is taken, or at a rate, and takes it at the other end.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        subcommands = {
            BenchSendCommand.class,
            BenchSinkCommand.class,
            BenchRelayCommand.class,
            BenchIdleCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 all taken (relay: and come, once), 1 not all, 2 usage, 75 nobody"
                    + " answers.",
            "postern bench COMMAND --help says more."
        })
final class BenchCommand {
    @Mixin
    @SuppressWarnings("unused") // picocli looks at it
    private HelpOption help = new HelpOption();
}
