// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** What every command takes. */
final class CommonOptions {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "The folder with conf/ and data/; default: the tree bin/postern stands in.")
    private @Nullable Path home;

    @Mixin
    @SuppressWarnings("unused") // picocli looks at it
    private HelpOption help = new HelpOption();

    Home home() {
        return new Home(home == null ? Distribution.current().root() : home);
    }
}
