// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.Generator;
import io.postern.bench.Load;
import io.postern.bench.LoadReport;
import io.postern.bench.Receipts;
import io.postern.bench.Stopwatch;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;

/** {@code postern bench send}: how fast a server takes mail. */
@Command(
        name = "send",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = "Sends mail to a server and says how fast it was taken.")
final class BenchSendCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HOST:PORT", description = "The server.")
    private String server = "";

    @Mixin private BenchLoad load = new BenchLoad();
    @Mixin private BenchOutput output = new BenchOutput();

    @Mixin
    @SuppressWarnings("unused") // picocli looks at it
    private HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Load what = load.load(server);
        Generator generator =
                new Generator(what, new Stopwatch(InstantSource.system()), Receipts.NONE);
        try (Interruption interruption = new Interruption(generator::stop)) {
            BenchRun run = run(what, generator);
            run.checkAnswered();
            print(run, spec.commandLine().getOut());
            return interruption.ended(run.isWell() ? Exit.FINE : Exit.NO);
        }
    }

    private BenchRun run(Load what, Generator generator) throws IOException, InterruptedException {
        Cpu own = Cpu.ofThis();
        @Nullable Cpu other = load.serverCpu();
        BenchProgress progress = new BenchProgress(what, generator, null);
        try (ProgressBar _ =
                new ProgressBar(
                        spec.commandLine().getErr(), ProgressBar.terminal(), progress::state)) {
            LoadReport report = generator.run();
            return new BenchRun(report, own.seconds(), other == null ? null : other.seconds());
        }
    }

    private void print(BenchRun run, PrintWriter out) throws IOException {
        if (output.isJson()) {
            out.println(Json.text(run.json()));
        } else {
            run.print(out);
            Table latencies = BenchFigures.latencies();
            BenchFigures.latency("connect", run.report().connect(), latencies);
            BenchFigures.latency("MAIL to 250", run.report().accept(), latencies);
            latencies.print(out);
            run.printCpu(out);
        }
        out.flush();
        output.writeAccept(run.report().accept());
    }
}
