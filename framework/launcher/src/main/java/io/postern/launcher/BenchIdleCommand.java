// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.Crowd;

import org.HdrHistogram.Histogram;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code postern bench idle}: what clients that say nothing cost a server. */
@Command(
        name = "idle",
        sortOptions = false,
        abbreviateSynopsis = true,
        description =
                "Opens connections that are greeted and then say nothing, and measures how long"
                        + " another client waits for its greeting beside them.")
final class BenchIdleCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HOST:PORT", description = "The server.")
    private String server = "";

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Idle ones (default: ${DEFAULT-VALUE}).")
    private int connections = 1000;

    @Option(
            names = "--newcomers",
            paramLabel = "N",
            description = "Greeted beside them, one at a time (default: ${DEFAULT-VALUE}).")
    private int newcomers = 200;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "How long an answer may take (default: ${DEFAULT-VALUE}).")
    private double patience = 30;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "The server's process: measure its memory too.")
    private long pid;

    @Option(
            names = "--yes-remote",
            description = "The server may be on another machine, and is mine.")
    private boolean remote;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Mixin
    @SuppressWarnings("unused") // picocli looks at it
    private HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /**
     * What was measured.
     *
     * @param alive idle connections that still answered at the end
     * @param memory octets by which the process grew; negative where nobody said which one it is
     */
    private record Findings(Histogram first, Histogram beside, int idle, int alive, long memory) {
        boolean knowsMemory() {
            return memory >= 0;
        }

        /** Octets for each of the idle connections. */
        long memoryEach() {
            return memory / Math.max(1, idle);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (connections < 1 || newcomers < 1 || patience <= 0) {
            throw new CommandException(
                    Exit.USAGE, "--connections, --newcomers and --patience are above 0");
        }
        InetSocketAddress address = Endpoint.parse(server).resolve(remote);
        ResidentMemory memory = ResidentMemory.of(pid);
        try (Crowd crowd = new Crowd(address, BenchAmount.length(patience));
                Interruption interruption = new Interruption(crowd::stop)) {
            Findings findings = measure(crowd, memory);
            print(findings, spec.commandLine().getOut());
            boolean well = findings.alive() == connections;
            return interruption.ended(well ? Exit.FINE : Exit.NO);
        }
    }

    private Findings measure(Crowd crowd, ResidentMemory memory) {
        try (ProgressBar _ =
                new ProgressBar(
                        spec.commandLine().getErr(), ProgressBar.terminal(), () -> state(crowd))) {
            Histogram first = crowd.gather(connections);
            Histogram beside = crowd.visit(newcomers);
            long grown = memory.grown();
            return new Findings(first, beside, crowd.size(), crowd.alive(), grown);
        } catch (IOException trouble) {
            throw new CommandException(
                    Exit.TRY_AGAIN,
                    "after %s connections: %s"
                            .formatted(BenchFigures.number(crowd.size()), trouble.getMessage()));
        }
    }

    private ProgressBar.State state(Crowd crowd) {
        return new ProgressBar.State(
                (double) crowd.size() / connections,
                BenchFigures.number(crowd.size()) + " connections");
    }

    private void print(Findings found, PrintWriter out) throws IOException {
        if (json) {
            out.println(Json.text(fields(found)));
        } else {
            Table table = BenchFigures.latencies();
            BenchFigures.latency("greeted, while they gathered", found.first(), table);
            BenchFigures.latency("greeted, beside them all", found.beside(), table);
            table.print(out);
            out.println();
            out.println(
                    "%s of %s connections still answer"
                            .formatted(
                                    BenchFigures.number(found.alive()),
                                    BenchFigures.number(connections)));
            if (found.knowsMemory()) {
                out.println(
                        String.format(
                                Locale.ROOT,
                                "Memory of the server: grew by %.1f KiB for each",
                                found.memoryEach() / 1024.0));
            }
        }
        out.flush();
    }

    private Map<String, Object> fields(Findings found) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("connections", connections);
        fields.put("alive", found.alive());
        fields.put("gatheredMs", BenchFigures.json(found.first()));
        fields.put("besideMs", BenchFigures.json(found.beside()));
        if (found.knowsMemory()) {
            fields.put("octetsEach", found.memoryEach());
        }
        return fields;
    }
}
