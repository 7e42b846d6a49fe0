// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.Findings;
import io.postern.bench.LoadReport;

import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the bench's commands print of their figures, for people and for machines. */
final class BenchFigures {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};

    private BenchFigures() {}

    static Table latencies() {
        return new Table("LATENCY, MS", ">P50", ">P90", ">P99", ">P99.9", ">MAX", ">COUNT");
    }

    /** A row of {@link #latencies}, where anything was measured. */
    static void latency(String name, Histogram histogram, Table table) {
        if (histogram.getTotalCount() == 0) {
            return;
        }
        table.row(
                name,
                milliseconds(histogram, 50),
                milliseconds(histogram, 90),
                milliseconds(histogram, 99),
                milliseconds(histogram, 99.9),
                milliseconds(histogram, 100),
                number(histogram.getTotalCount()));
    }

    private static String milliseconds(Histogram histogram, double percentile) {
        double value = histogram.getValueAtPercentile(percentile) / 1e6;
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }

    static Map<String, Object> json(Histogram histogram) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("count", histogram.getTotalCount());
        for (double percentile : PERCENTILES) {
            String name =
                    percentile == 100 ? "max" : "p" + String.valueOf(percentile).replace(".0", "");
            fields.put(name, histogram.getValueAtPercentile(percentile) / 1e6);
        }
        return fields;
    }

    static Map<String, Object> json(LoadReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("run", report.run());
        fields.put("taken", report.taken());
        fields.put("failed", report.failed());
        fields.put("unsent", report.unsent());
        fields.put("connections", report.connections());
        fields.put("messages", report.messages());
        fields.put("octets", report.octets());
        fields.put("seconds", seconds(report.elapsed()));
        fields.put("rate", report.rate());
        fields.put("troubles", report.troubles().stream().map(BenchFigures::json).toList());
        fields.put("connectMs", json(report.connect()));
        fields.put("acceptMs", json(report.accept()));
        return fields;
    }

    private static Map<String, Object> json(LoadReport.Trouble trouble) {
        return Map.of(
                "kind", trouble.kind(), "count", trouble.count(), "example", trouble.example());
    }

    static Map<String, Object> json(Findings findings) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("run", findings.run());
        fields.put("promised", findings.promised());
        fields.put("arrived", findings.arrived());
        fields.put("missing", findings.missing());
        fields.put("doubled", findings.doubled());
        fields.put("phantom", findings.phantom());
        fields.put("unsure", findings.unsure());
        fields.put("denied", findings.denied());
        fields.put("gaps", findings.gaps());
        fields.put("untold", findings.untold());
        fields.put("firstMissing", findings.firstMissing());
        fields.put("firstDoubled", findings.firstDoubled());
        return fields;
    }

    /** CPU seconds, and what they are for each message. */
    static String cpu(double seconds, long messages) {
        return messages == 0
                ? String.format(Locale.ROOT, "%.2f s", seconds)
                : String.format(
                        Locale.ROOT, "%.2f s, %.0f us each", seconds, seconds * 1e6 / messages);
    }

    static String megabytes(long octets, Duration elapsed) {
        double seconds = seconds(elapsed);
        return String.format(Locale.ROOT, "%.1f", seconds == 0 ? 0 : octets / 1e6 / seconds);
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String rate(long messages, Duration elapsed) {
        double seconds = seconds(elapsed);
        return number(seconds == 0 ? 0 : Math.round(messages / seconds));
    }

    static String tenths(Duration elapsed) {
        return String.format(Locale.ROOT, "%.1f", seconds(elapsed));
    }

    static double seconds(Duration elapsed) {
        return elapsed.toNanos() / 1e9;
    }

    /** Numbers side by side; {@code -} for none. */
    static String some(List<Long> numbers) {
        return numbers.isEmpty()
                ? "-"
                : numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
