// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.Contexts;
import io.postern.bench.SinkSetup;
import io.postern.bench.Temper;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;

import javax.net.ssl.SSLContext;

/** How the sink is. */
final class BenchTemper {
    @Option(
            names = "--delay",
            paramLabel = "MS",
            description = "How long the sink thinks before it answers a message.")
    private long delay;

    @Option(
            names = "--reject",
            paramLabel = "PERCENT",
            description = "It refuses so many messages for good (550).")
    private double reject;

    @Option(
            names = "--defer",
            paramLabel = "PERCENT",
            description = "It refuses so many messages for now (451).")
    private double defer;

    @Option(
            names = "--drop",
            paramLabel = "PERCENT",
            description = "It closes the connection at the end of so many messages.")
    private double drop;

    @Option(
            names = "--sink-tls",
            description = "It offers STARTTLS, with a certificate of its own making.")
    private boolean tls;

    @Option(
            names = "--sink-threads",
            paramLabel = "N",
            description = "Of the sink (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Option(
            names = "--sink-addresses",
            paramLabel = "N",
            description =
                    "It listens at so many addresses, its own and those behind it (default:"
                            + " ${DEFAULT-VALUE}).")
    private int addresses = 1;

    @Option(
            names = "--latency",
            paramLabel = "MS",
            description = "What a client sends takes so long to be answered: the way and back.")
    private long latency;

    SinkSetup setup() throws IOException {
        try {
            Temper temper = new Temper(Duration.ofMillis(delay), reject, defer, drop);
            return new SinkSetup(threads, addresses, Duration.ofMillis(latency), temper, context());
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(Exit.USAGE, String.valueOf(wrong.getMessage()));
        }
    }

    private @Nullable SSLContext context() throws IOException {
        try {
            return tls ? Contexts.selfSigned(Instant.now()) : null;
        } catch (GeneralSecurityException e) {
            throw new CommandException(Exit.NO, "no certificate for the sink: " + e);
        }
    }
}
