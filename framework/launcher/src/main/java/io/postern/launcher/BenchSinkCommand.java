// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.Findings;
import io.postern.bench.Ledgers;
import io.postern.bench.Sink;
import io.postern.bench.SinkReport;
import io.postern.bench.SinkSetup;
import io.postern.bench.Stopwatch;

import org.HdrHistogram.Histogram;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code postern bench sink}: a server that takes mail and only counts it. */
@Command(
        name = "sink",
        sortOptions = false,
        abbreviateSynopsis = true,
        description =
                "Takes mail, as fast as it comes, and keeps only counts: how much, how "
                        + "old, and what of a generator's messages came twice. Ends at Ctrl-C, "
                        + "or after --count.")
final class BenchSinkCommand implements Callable<Integer> {
    /** Octets that a ledger has for a recipient of a message. */
    private static final int ENTRY = 8;

    /** Runs of generators that are told apart, and some room for the rest. */
    private static final int SHARES = 24;

    private static final long LOOK_MILLIS = 50;

    @Parameters(
            arity = "0..1",
            paramLabel = "HOST:PORT",
            description = "Where it listens (default: ${DEFAULT-VALUE}).")
    private String place = "127.0.0.1:2599";

    @Option(names = "--count", paramLabel = "N", description = "End after so many messages.")
    private long count = Long.MAX_VALUE;

    @ArgGroup(validate = false, heading = "%nHow it is:%n")
    private BenchTemper temper = new BenchTemper();

    @Option(
            names = "--yes-remote",
            description = "It may listen where other machines can reach it.")
    private boolean remote;

    @Mixin private BenchOutput output = new BenchOutput();

    @Mixin
    @SuppressWarnings("unused") // picocli looks at it
    private HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private volatile boolean stopped;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Ledgers ledgers = ledgers(new Stopwatch(InstantSource.system()), SHARES);
        Cpu own = Cpu.ofThis();
        try (Interruption interruption = new Interruption(() -> stopped = true);
                Sink sink = open(place, remote, temper.setup(), ledgers)) {
            spec.commandLine().getErr().println("listening on " + text(sink));
            spec.commandLine().getErr().flush();
            await(sink);
            SinkReport report = sink.report();
            print(report, own.seconds(), spec.commandLine().getOut());
            boolean well = report.runs().stream().allMatch(run -> run.doubled() == 0);
            return interruption.ended(well ? Exit.FINE : Exit.NO);
        }
    }

    private static String text(Sink sink) {
        return sink.address().getAddress().getHostAddress() + ":" + sink.address().getPort();
    }

    /** Room for as many entries as that part of the heap has. */
    static Ledgers ledgers(Stopwatch stopwatch, int part) {
        return new Ledgers(stopwatch, Runtime.getRuntime().maxMemory() / part / ENTRY);
    }

    static Sink open(String place, boolean orElsewhere, SinkSetup setup, Ledgers ledgers) {
        try {
            return Sink.open(Endpoint.parse(place).resolve(orElsewhere), setup, ledgers);
        } catch (IOException e) {
            throw new CommandException(Exit.TRY_AGAIN, place + ": " + e.getMessage());
        }
    }

    private void await(Sink sink) throws InterruptedException {
        BenchProgress.Speed speed = new BenchProgress.Speed();
        try (ProgressBar _ =
                new ProgressBar(
                        spec.commandLine().getErr(),
                        ProgressBar.terminal(),
                        () -> state(sink, speed))) {
            while (!stopped && !sink.isStopped() && sink.messages() < count) {
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    private static ProgressBar.State state(Sink sink, BenchProgress.Speed speed) {
        long messages = sink.messages();
        return new ProgressBar.State(
                -1,
                String.format(Locale.ROOT, "%,d taken  %,.0f/s", messages, speed.now(messages)));
    }

    private void print(SinkReport report, double cpu, PrintWriter out) throws IOException {
        if (output.isJson()) {
            Map<String, Object> fields = json(report);
            fields.put("cpuSeconds", cpu);
            out.println(Json.text(fields));
        } else {
            printTables(report, out);
            out.println();
            out.println("CPU of the bench: " + BenchFigures.cpu(cpu, report.messages()));
        }
        out.flush();
        output.writeQueue(report.age());
    }

    private static void printTables(SinkReport report, PrintWriter out) {
        new Table(">MESSAGES", ">SECONDS", ">A SECOND", ">MB/S", ">CONNECTIONS", ">NOT TAKEN")
                .row(
                        BenchFigures.number(report.messages()),
                        BenchFigures.tenths(report.elapsed()),
                        BenchFigures.rate(report.messages(), report.elapsed()),
                        BenchFigures.megabytes(report.octets(), report.elapsed()),
                        BenchFigures.number(report.connections()),
                        BenchFigures.number(
                                report.rejected() + report.deferred() + report.dropped()))
                .print(out);
        out.println();
        Table runs = new Table(">RUN", ">ARRIVED", ">DOUBLED", ">GAPS", "TWICE");
        for (Findings run : report.runs()) {
            runs.row(
                    run.run(),
                    BenchFigures.number(run.arrived()),
                    BenchFigures.number(run.doubled()),
                    BenchFigures.number(run.gaps()),
                    BenchFigures.some(run.firstDoubled()));
        }
        if (!report.runs().isEmpty()) {
            runs.print(out);
            out.println();
        }
        Histogram age = report.age();
        Table latencies = BenchFigures.latencies();
        BenchFigures.latency("since it was sent", age, latencies);
        latencies.print(out);
    }

    static Map<String, Object> json(SinkReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("connections", report.connections());
        fields.put("secured", report.secured());
        fields.put("messages", report.messages());
        fields.put("recipients", report.recipients());
        fields.put("octets", report.octets());
        fields.put("rejected", report.rejected());
        fields.put("deferred", report.deferred());
        fields.put("dropped", report.dropped());
        fields.put("strangers", report.strangers());
        fields.put("seconds", BenchFigures.seconds(report.elapsed()));
        fields.put("ageMs", BenchFigures.json(report.age()));
        fields.put("runs", report.runs().stream().map(BenchFigures::json).toList());
        return fields;
    }
}
