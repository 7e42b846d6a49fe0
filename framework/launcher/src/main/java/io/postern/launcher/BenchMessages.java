// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.Addresses;
import io.postern.bench.Sizes;

import picocli.CommandLine.Option;

/** What the messages are like. */
final class BenchMessages {
    @Option(
            names = "--size",
            paramLabel = "SIZE",
            description =
                    "Of each message (default: ${DEFAULT-VALUE}), or a mix with shares, as"
                            + " 1KiB:90,100KiB:9,10MiB:1.")
    private String size = "1KiB";

    @Option(
            names = "--from",
            paramLabel = "MAILBOX",
            description = "The reverse-path (default: ${DEFAULT-VALUE}); '<>' for none.")
    private String from = "bench@example.test";

    @Option(
            names = "--to",
            paramLabel = "MAILBOX",
            description = "The recipient (default: ${DEFAULT-VALUE}).")
    private String to = "sink@example.test";

    @Option(
            names = "--recipients",
            paramLabel = "N",
            description =
                    "Of each message (default: 1); the others are sink+1@, sink+2@ and so on.")
    private int recipients = 1;

    @Option(
            names = "--domains",
            paramLabel = "N",
            description =
                    "Message after message to d0.example.test, d1.example.test and so on (default:"
                            + " 1).")
    private int domains = 1;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same one makes the same texts and sizes (default: 1).")
    private long seed = 1;

    Sizes sizes() {
        return Sizes.parse(size);
    }

    Addresses addresses() {
        return new Addresses(from.equals("<>") ? "" : from, to, recipients, domains);
    }

    long seed() {
        return seed;
    }
}
