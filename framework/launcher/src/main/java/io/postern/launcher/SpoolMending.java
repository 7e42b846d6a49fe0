// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import ch.qos.logback.classic.Level;

import io.postern.spool.OfflineSpool;
import io.postern.spool.RepairReport;
import io.postern.spool.SpoolSurvey;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code postern spool repair}, with the spool on the class path. */
final class SpoolMending {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Home home;
    private final Set<Integer> acceptedGaps;
    private final PrintWriter out;
    private final boolean json;

    SpoolMending(Home home, Set<Integer> acceptedGaps, PrintWriter out, boolean json) {
        this.home = home;
        this.acceptedGaps = acceptedGaps;
        this.out = out;
        this.json = json;
        Logs.toStderr(Level.ERROR, false);
    }

    /** Says what could be saved; the exit code. */
    int rehearse() throws IOException {
        SpoolSurvey survey = new SpoolAccess(home).read(OfflineSpool::survey);
        if (json) {
            out.println(Json.text(new SurveyReport(home.journal(), survey).fields()));
        } else {
            new SurveyReport(home.journal(), survey).print(out);
            long whole = survey.waiting().messages() - survey.damaged().size();
            out.println("would save " + Amounts.count(whole, "message"));
        }
        out.flush();
        return survey.damaged().isEmpty() ? Exit.FINE : Exit.NO;
    }

    /** Makes the new journal and says how to put it to use; the exit code. */
    int to(Path target) throws IOException {
        RepairReport report =
                new SpoolAccess(home).read(spool -> spool.copyTo(target, acceptedGaps));
        print(report, target);
        if (!json) {
            Path old = kept();
            out.println("to use it, while no server runs:");
            out.println("  mv " + quoted(home.journal()) + " " + quoted(old));
            out.println("  mv " + quoted(target) + " " + quoted(home.journal()));
        }
        return end(report);
    }

    /** Makes the new journal and puts it to use; the exit code. No server starts meanwhile. */
    int inPlace() throws IOException {
        Path target = OfflineSpool.replacement(home.journal());
        SpoolAccess access = new SpoolAccess(home);
        access.requireFree();
        try (HomeLock _ = HomeLock.take(home)) {
            RepairReport report = access.open(spool -> spool.copyTo(target, acceptedGaps));
            Path old = kept();
            OfflineSpool.replace(home.journal(), target, old);
            print(report, home.journal());
            if (!json) {
                out.println("the old journal is " + old);
            }
            return end(report);
        }
    }

    private Path kept() {
        return home.journal().resolveSibling("0.damaged-" + TIME.format(Instant.now()));
    }

    private int end(RepairReport report) {
        out.flush();
        return report.unsaved().isEmpty() ? Exit.FINE : Exit.NO;
    }

    private void print(RepairReport report, Path target) throws IOException {
        SpoolSurvey survey = report.survey();
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("folder", target.toString());
            fields.put("messages", report.saved().messages());
            fields.put("octets", report.saved().octets());
            fields.put("unsaved", report.unsaved().stream().map(SurveyReport::fields).toList());
            fields.put("before", new SurveyReport(home.journal(), survey).fields());
            out.println(Json.text(fields));
            return;
        }
        new SurveyReport(home.journal(), survey).print(out);
        out.println(
                "saved %s, %s, in %s"
                        .formatted(
                                Amounts.count(report.saved().messages(), "message"),
                                Amounts.octets(report.saved().octets()),
                                target));
        print("can't save ", report.unsaved());
    }

    private void print(String what, List<SpoolSurvey.Broken> messages) {
        messages.forEach(message -> out.println(what + SafeText.of(SurveyReport.text(message))));
    }

    /** For a shell. */
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
