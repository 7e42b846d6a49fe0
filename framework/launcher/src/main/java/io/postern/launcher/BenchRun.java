// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.LoadReport;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A load that has been sent, and what it took.
 *
 * @param cpu seconds of this process
 * @param serverCpu seconds of the server's; null where nobody said which one that is
 */
record BenchRun(LoadReport report, double cpu, @Nullable Double serverCpu) {
    /** Whether every message was taken, for every recipient. */
    boolean isWell() {
        return report.failed() == 0 && report.troubles().isEmpty() && report.taken() > 0;
    }

    /**
     * What there is to say where nothing could be measured.
     *
     * @throws CommandException if so
     */
    void checkAnswered() {
        if (report.taken() > 0 || report.stopped().isEmpty()) {
            return;
        }
        boolean later = report.troubles().stream().allMatch(BenchRun::mayPass);
        List<String> lines = new ArrayList<>();
        lines.add(report.stopped());
        if (report.stopped().startsWith("TLS:")) {
            lines.add("--ca FILE names whom to trust; --insecure takes any certificate");
        }
        throw new CommandException(later ? Exit.TRY_AGAIN : Exit.NO, lines);
    }

    private static boolean mayPass(LoadReport.Trouble trouble) {
        return trouble.kind().startsWith("4")
                || List.of("no connection", "connection lost", "no answer")
                        .contains(trouble.kind());
    }

    /** The totals and what went wrong. */
    void print(PrintWriter out) {
        new Table(">MESSAGES", ">SECONDS", ">A SECOND", ">MB/S", ">FAILED", ">CONNECTIONS")
                .row(
                        BenchFigures.number(report.messages()),
                        BenchFigures.tenths(report.elapsed()),
                        BenchFigures.rate(report.messages(), report.elapsed()),
                        BenchFigures.megabytes(report.octets(), report.elapsed()),
                        BenchFigures.number(report.failed()),
                        BenchFigures.number(report.connections()))
                .print(out);
        out.println();
        printTroubles(out);
    }

    private void printTroubles(PrintWriter out) {
        if (!report.troubles().isEmpty()) {
            Table table = new Table("TROUBLE", ">COUNT", "THE FIRST ONE");
            report.troubles()
                    .forEach(
                            trouble ->
                                    table.row(
                                            trouble.kind(),
                                            BenchFigures.number(trouble.count()),
                                            trouble.example()));
            table.print(out);
            out.println();
        }
        if (report.unsent() > 0) {
            out.println(
                    BenchFigures.number(report.unsent())
                            + " were due and not sent: the rate wasn't kept, and no latency has"
                            + " them");
            out.println();
        }
        if (!report.stopped().isEmpty()) {
            out.println("Given up: " + report.stopped());
            out.println();
        }
    }

    void printCpu(PrintWriter out) {
        long messages = report.taken() + report.failed();
        out.println();
        out.println("CPU of the bench: " + BenchFigures.cpu(cpu, messages));
        if (serverCpu != null) {
            out.println("CPU of the server: " + BenchFigures.cpu(serverCpu, messages));
        }
    }

    Map<String, Object> json() {
        Map<String, Object> fields = new LinkedHashMap<>(BenchFigures.json(report));
        fields.put("cpuSeconds", cpu);
        if (serverCpu != null) {
            fields.put("serverCpuSeconds", serverCpu);
        }
        return fields;
    }
}
