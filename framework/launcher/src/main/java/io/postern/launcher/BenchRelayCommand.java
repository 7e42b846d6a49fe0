// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.Findings;
import io.postern.bench.Generator;
import io.postern.bench.Ledger;
import io.postern.bench.Ledgers;
import io.postern.bench.Load;
import io.postern.bench.LoadReport;
import io.postern.bench.Sink;
import io.postern.bench.SinkReport;
import io.postern.bench.Stopwatch;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code postern bench relay}: what goes in at one side comes out at the other, once each. */
@Command(
        name = "relay",
        sortOptions = false,
        abbreviateSynopsis = true,
        description =
                "Sends mail to a server that passes it on to a sink of ours, and "
                        + "compares: what is missing, what came twice, and how long each message "
                        + "was on its way.")
final class BenchRelayCommand implements Callable<Integer> {
    /** Of the heap, for the ledger. */
    private static final int SHARE = 2;

    private static final long LOOK_MILLIS = 20;

    /** How long a second copy may take after the last first one. */
    private static final long SETTLE_NANOS = 1_000_000_000;

    @Parameters(paramLabel = "HOST:PORT", description = "The server.")
    private String server = "";

    @Option(
            names = "--sink",
            paramLabel = "HOST:PORT",
            description = "Where it passes mail on to (default: ${DEFAULT-VALUE}).")
    private String place = "127.0.0.1:2599";

    @Option(
            names = "--drain",
            paramLabel = "SECONDS",
            description =
                    "How long to wait for what is still on its way, since the last one came"
                            + " (default: ${DEFAULT-VALUE}).")
    private int drain = 30;

    @Option(
            names = "--release",
            paramLabel = "COMMAND",
            description =
                    "Run this by sh once all is taken: for a server that was told to keep its"
                            + " mail, the word to let it go.")
    private String release = "";

    @Mixin private BenchLoad load = new BenchLoad();

    @ArgGroup(validate = false, order = 5, heading = "%nThe sink:%n")
    private BenchTemper temper = new BenchTemper();

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
        Load what = load.load(server);
        Stopwatch stopwatch = new Stopwatch(InstantSource.system());
        Ledgers ledgers = BenchSinkCommand.ledgers(stopwatch, SHARE);
        Ledger ledger = ledgers.of(what);
        Generator generator = new Generator(what, stopwatch, ledger);
        try (Interruption interruption = new Interruption(() -> stop(generator));
                Sink sink = BenchSinkCommand.open(place, false, temper.setup(), ledgers)) {
            BenchRun run = run(what, generator, sink, ledger);
            run.checkAnswered();
            SinkReport arrived = sink.report();
            Findings findings = ledger.findings();
            print(run, arrived, findings, ledger);
            boolean well = run.isWell() && findings.isExact();
            return interruption.ended(well ? Exit.FINE : Exit.NO);
        }
    }

    private void stop(Generator generator) {
        stopped = true;
        generator.stop();
    }

    private BenchRun run(Load what, Generator generator, Sink sink, Ledger ledger)
            throws IOException, InterruptedException {
        Cpu own = Cpu.ofThis();
        @Nullable Cpu other = load.serverCpu();
        BenchProgress progress = new BenchProgress(what, generator, sink);
        try (ProgressBar _ =
                new ProgressBar(
                        spec.commandLine().getErr(), ProgressBar.terminal(), progress::state)) {
            LoadReport report = generator.run();
            release();
            drain(sink, ledger);
            return new BenchRun(report, own.seconds(), other == null ? null : other.seconds());
        }
    }

    private void release() throws IOException, InterruptedException {
        if (release.isEmpty() || stopped) {
            return;
        }
        Process process =
                new ProcessBuilder("sh", "-c", release)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        process.getOutputStream().close();
        int result = process.waitFor();
        if (result != 0) {
            throw new CommandException(Exit.NO, "'%s' ended with %d".formatted(release, result));
        }
    }

    /** Waits until all has come and nothing follows, or nothing more comes. */
    private void drain(Sink sink, Ledger ledger) throws InterruptedException {
        long patience = Duration.ofSeconds(drain).toNanos();
        long messages = -1;
        long since = System.nanoTime();
        while (!stopped && !sink.isStopped()) {
            long now = System.nanoTime();
            if (sink.messages() != messages) {
                messages = sink.messages();
                since = now;
            }
            if (now - since > (ledger.open() == 0 ? SETTLE_NANOS : patience)) {
                return;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void print(BenchRun run, SinkReport arrived, Findings findings, Ledger ledger)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            Map<String, Object> fields = run.json();
            fields.put("queueMs", BenchFigures.json(ledger.latency()));
            fields.put("relayed", BenchFigures.json(findings));
            fields.put("sink", BenchSinkCommand.json(arrived));
            out.println(Json.text(fields));
        } else {
            run.print(out);
            printRelayed(findings, arrived, out);
            Table latencies = BenchFigures.latencies();
            BenchFigures.latency("connect", run.report().connect(), latencies);
            BenchFigures.latency("MAIL to 250", run.report().accept(), latencies);
            BenchFigures.latency("250 to arrival", ledger.latency(), latencies);
            latencies.print(out);
            run.printCpu(out);
        }
        out.flush();
        output.writeAccept(run.report().accept());
        output.writeQueue(ledger.latency());
    }

    private static void printRelayed(Findings findings, SinkReport sink, PrintWriter out) {
        new Table(">PROMISED", ">ARRIVED", ">A SECOND", ">MISSING", ">DOUBLED", ">REFUSED BY US")
                .row(
                        BenchFigures.number(findings.promised()),
                        BenchFigures.number(findings.arrived()),
                        BenchFigures.rate(sink.messages(), sink.elapsed()),
                        BenchFigures.number(findings.missing()),
                        BenchFigures.number(findings.doubled()),
                        BenchFigures.number(findings.denied()))
                .print(out);
        out.println();
        note("missing, the first", BenchFigures.some(findings.firstMissing()), out);
        note("came twice, the first", BenchFigures.some(findings.firstDoubled()), out);
        note("came though refused by the server", count(findings.phantom()), out);
        note("came though the connection broke before the 250", count(findings.unsure()), out);
        note("too many to be compared", count(findings.untold()), out);
    }

    private static String count(long number) {
        return number == 0 ? "-" : BenchFigures.number(number);
    }

    private static void note(String what, String amount, PrintWriter out) {
        if (!amount.equals("-")) {
            out.println(what + ": " + amount);
        }
    }
}
