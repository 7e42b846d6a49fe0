// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.Manner;
import io.postern.bench.Sizes;

import picocli.CommandLine.Option;

import java.time.Duration;

/** How the sessions go. */
final class BenchDialogue {
    @Option(
            names = "--per-connection",
            paramLabel = "N",
            description = "Messages on a connection, before the next one (default: all).")
    private int perConnection;

    @Option(names = "--pipelining", description = "Send a message's commands together.")
    private boolean pipelining;

    @Option(names = "--chunking", description = "Send messages by BDAT instead of DATA.")
    private boolean chunking;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "How long an answer may take (default: ${DEFAULT-VALUE}).")
    private int patience = 60;

    Manner manner(Sizes sizes) {
        return new Manner(sizes, perConnection, pipelining, chunking);
    }

    Duration patience() {
        return Duration.ofSeconds(patience);
    }
}
