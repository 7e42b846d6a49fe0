// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import ch.qos.logback.classic.Level;

import io.postern.script.RehearsalPlan;
import io.postern.script.Rehearsed;
import io.postern.script.Rehearsed.Finding;
import io.postern.script.Rehearsed.Sum;
import io.postern.script.ScriptRehearsal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code postern script rehearse}, with the engine on the class path. */
final class ScriptRehearser {
    private static final int LONGEST_CELL = 60;

    private final Path home;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;

    /**
     * Rehearses nothing yet.
     *
     * @param err shows how far it is
     */
    ScriptRehearser(Path home, PrintWriter out, PrintWriter err, boolean json) {
        this.home = home;
        this.out = out;
        this.err = err;
        this.json = json;
    }

    /** Rehearses; the exit code. */
    int run(Path script, Instant since, String replaces, String options, int most)
            throws IOException, InterruptedException {
        Logs.toStderr(Level.ERROR, false);
        try (ScriptRehearsal rehearsal = new ScriptRehearsal(home)) {
            if (!rehearsal.hasRecord()) {
                throw noRecord("there is no record in " + home.resolve("data/rehearsal"));
            }
            Rehearsed rehearsed =
                    rehearse(rehearsal, script, new RehearsalPlan(since, replaces, options, most));
            if (rehearsed.from().equals(Instant.MAX)) {
                throw noRecord("the record has nothing that is young enough");
            }
            if (json) {
                out.println(Json.text(fields(rehearsed)).strip());
            } else {
                print(rehearsed);
            }
            out.flush();
            return rehearsed.isSame() ? Exit.FINE : Exit.NO;
        } catch (IllegalArgumentException broken) {
            throw new CommandException(Exit.USAGE, String.valueOf(broken.getMessage()));
        }
    }

    private Rehearsed rehearse(ScriptRehearsal rehearsal, Path script, RehearsalPlan plan)
            throws IOException, InterruptedException {
        try (ProgressBar _ =
                new ProgressBar(
                        err,
                        ProgressBar.terminal(),
                        () -> new ProgressBar.State(rehearsal.progress(), "asked anew"))) {
            return rehearsal.run(script, plan);
        }
    }

    private static CommandException noRecord(String why) {
        return new CommandException(
                Exit.TRY_AGAIN,
                why + ": a server with scripts: makes it, unless rehearsal: record: is false");
    }

    private void print(Rehearsed rehearsed) {
        if (!rehearsed.findings().isEmpty()) {
            Table findings = new Table("WHEN", "HOOK", "CLIENT", "ABOUT", "DID", "WOULD");
            for (Finding one : rehearsed.findings()) {
                findings.row(
                        one.at().truncatedTo(ChronoUnit.SECONDS),
                        one.hook(),
                        one.client(),
                        cell(one.about()),
                        cell(one.did() + (one.by().isEmpty() ? "" : " [" + one.by() + "]")),
                        one.unknown().isEmpty()
                                ? cell(one.would())
                                : "unknown: " + SafeText.of(one.unknown()));
            }
            findings.print(out);
            printLeftOut(rehearsed);
            out.println();
        }
        Table sums = new Table("HOOK", ">ASKED", ">DIFFERENT", ">UNKNOWN");
        for (Sum sum : rehearsed.hooks()) {
            sums.row(sum.hook(), sum.asked(), sum.different(), sum.unknown());
        }
        sums.print(out);
        out.println();
        out.println(summary(rehearsed));
    }

    private void printLeftOut(Rehearsed rehearsed) {
        long all =
                rehearsed.hooks().stream().mapToLong(sum -> sum.different() + sum.unknown()).sum();
        long left = all - rehearsed.findings().size();
        if (left > 0) {
            out.println("and " + left + " more: --most N shows more of them");
        }
    }

    private static String cell(String text) {
        String safe = SafeText.of(text);
        return safe.length() <= LONGEST_CELL ? safe : safe.substring(0, LONGEST_CELL - 1) + "…";
    }

    private static String summary(Rehearsed rehearsed) {
        String place =
                rehearsed.replaced().isEmpty()
                        ? "in front of all"
                        : "in the place of " + rehearsed.replaced();
        String time =
                "from %s to %s"
                        .formatted(
                                rehearsed.from().truncatedTo(ChronoUnit.SECONDS),
                                rehearsed.to().truncatedTo(ChronoUnit.SECONDS));
        if (rehearsed.hooks().isEmpty()) {
            return "nothing that it exports was asked, " + time;
        }
        return "%s, %s: %s"
                .formatted(
                        place,
                        time,
                        rehearsed.isSame()
                                ? "each answer comes to the same"
                                : "not all comes to the same");
    }

    private static Map<String, Object> fields(Rehearsed rehearsed) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("same", rehearsed.isSame());
        fields.put("replaced", rehearsed.replaced());
        fields.put("from", rehearsed.from().toString());
        fields.put("to", rehearsed.to().toString());
        fields.put("hooks", rehearsed.hooks().stream().map(ScriptRehearser::fields).toList());
        List<Map<String, Object>> findings =
                rehearsed.findings().stream().map(ScriptRehearser::fields).toList();
        fields.put("findings", findings);
        return fields;
    }

    private static Map<String, Object> fields(Sum sum) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("hook", sum.hook());
        fields.put("asked", sum.asked());
        fields.put("different", sum.different());
        fields.put("unknown", sum.unknown());
        return fields;
    }

    private static Map<String, Object> fields(Finding one) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", one.at().toString());
        fields.put("session", one.session());
        fields.put("hook", one.hook());
        fields.put("client", one.client());
        fields.put("about", one.about());
        fields.put("did", one.did());
        fields.put("by", one.by());
        fields.put("would", one.would());
        fields.put("unknown", one.unknown());
        return fields;
    }
}
