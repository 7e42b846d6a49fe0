// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the figures go besides the table. */
final class BenchOutput {
    private static final double NANOSECONDS_A_MILLISECOND = 1e6;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Option(
            names = "--histogram",
            paramLabel = "FILE",
            description =
                    "Write the latencies as HdrHistogram does, in milliseconds: MAIL to 250 "
                            + "to FILE,  the queue's, where it is measured, to FILE.queue.")
    private @Nullable Path file;

    boolean isJson() {
        return json;
    }

    void writeAccept(Histogram histogram) throws IOException {
        if (file != null) {
            write(file, histogram);
        }
    }

    void writeQueue(Histogram histogram) throws IOException {
        if (file != null) {
            write(file.resolveSibling(file.getFileName() + ".queue"), histogram);
        }
    }

    private static void write(Path file, Histogram histogram) throws IOException {
        try (PrintStream out =
                new PrintStream(Files.newOutputStream(file), false, StandardCharsets.US_ASCII)) {
            histogram.outputPercentileDistribution(out, NANOSECONDS_A_MILLISECOND);
        }
    }
}
