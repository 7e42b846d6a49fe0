// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.Pace;

import picocli.CommandLine.Option;

import java.time.Duration;

/** How much is sent, and how fast. */
final class BenchAmount {
    private static final long MESSAGES = 10_000;

    @Option(
            names = "--messages",
            paramLabel = "N",
            description = "Enough after so many; 10,000 where no --seconds are said either.")
    private long messages;

    @Option(names = "--seconds", paramLabel = "N", description = "Enough after that time.")
    private double seconds;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            description = "Sessions at once (default: ${DEFAULT-VALUE}).")
    private int sessions = 16;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Messages a second, due at fixed times. One that finds all sessions busy waits,"
                        + "  and its latency counts from when it was due. Default: as fast as is"
                        + " answered.")
    private double rate;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "So many of the messages come first, and no figure counts them.")
    private long warmUp;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Of the generator (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    Pace pace() {
        boolean timed = seconds != 0;
        long most = timed ? Pace.UNLIMITED : MESSAGES;
        return new Pace(
                sessions,
                threads,
                messages == 0 ? most : messages,
                timed ? length(seconds) : Pace.LONGEST,
                rate,
                warmUp);
    }

    static Duration length(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
