// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.smtp.Command;
import io.postern.smtp.CommandParser;
import io.postern.smtp.Extensions;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command line into a command. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CommandParserBenchmark {
    private static final CommandParser PARSER =
            new CommandParser(
                    Extensions.of(
                            List.of("SIZE 10485760", "8BITMIME", "SMTPUTF8", "DSN", "CHUNKING")));

    /** A line as it comes, without CRLF. */
    public enum Line {
        /** The greeting. */
        EHLO("EHLO mail.example.org"),
        /** With what most clients say. */
        MAIL("MAIL FROM:<alice@example.org> SIZE=1024 BODY=8BITMIME"),
        /** Without parameters. */
        RCPT("RCPT TO:<bob@example.net>"),
        /** With those for reports. */
        RCPT_DSN("RCPT TO:<bob@example.net> NOTIFY=FAILURE,DELAY ORCPT=rfc822;bob@example.net"),
        /** A verb alone. */
        DATA("DATA");

        private final String text;

        Line(String text) {
            this.text = text;
        }
    }

    /** Each of them. */
    @Param public Line line = Line.EHLO;

    private byte[] octets = {};

    /** As the network brings it. */
    @Setup
    public void prepare() {
        octets = line.text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Octets to command. */
    @Benchmark
    public Command parse() {
        return PARSER.parse(octets);
    }
}
