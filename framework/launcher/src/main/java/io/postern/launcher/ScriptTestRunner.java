// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import ch.qos.logback.classic.Level;

import io.postern.script.ScriptTests;
import io.postern.script.TestOutcome;
import io.postern.script.TestRun;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code postern script test}, with the engine on the class path. */
final class ScriptTestRunner {
    private static final int LOOK_MILLIS = 300;

    private final Path home;
    private final TestFiles files;
    private final @Nullable Path junitXml;
    private final PrintWriter out;

    /**
     * Runs nothing yet.
     *
     * @param junitXml where a report goes too
     */
    ScriptTestRunner(Path home, TestFiles files, @Nullable Path junitXml, PrintWriter out) {
        this.home = home;
        this.files = files;
        this.junitXml = junitXml;
        this.out = out;
    }

    /** Runs them once; the exit code. */
    int run() throws IOException, InterruptedException {
        Logs.toStderr(Level.WARN, false);
        List<TestRun> runs = new ArrayList<>();
        try (ScriptTests tests = new ScriptTests(home)) {
            for (Path script : files.scripts()) {
                TestRun run = tests.run(script);
                print(run);
                runs.add(run);
            }
        }
        printSum(runs);
        if (junitXml != null) {
            Files.writeString(junitXml, JUnitXml.of(runs));
        }
        return runs.stream().allMatch(TestRun::passed) ? Exit.FINE : Exit.NO;
    }

    /** Runs them now and after each change, until the thread is interrupted. */
    int watch() throws IOException, InterruptedException {
        while (true) {
            Map<Path, FileTime> before = files.files();
            run();
            out.println();
            out.flush();
            while (files.files().equals(before)) {
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    private void print(TestRun run) {
        out.println(SafeText.of(run.file()));
        for (TestOutcome one : run.outcomes()) {
            out.println(
                    (one.passed() ? "  ok    " : "  FAIL  ")
                            + SafeText.of(one.name())
                            + " ("
                            + one.time().toMillis()
                            + " ms)");
            if (!one.passed()) {
                out.println("        " + SafeText.of(one.failure()));
            }
        }
        out.flush();
    }

    private void printSum(List<TestRun> runs) {
        List<TestOutcome> all = runs.stream().flatMap(run -> run.outcomes().stream()).toList();
        long failed = all.stream().filter(one -> !one.passed()).count();
        out.println(
                Amounts.count(all.size(), "test")
                        + (failed == 0 ? ", all passed" : ", " + failed + " failed"));
        out.flush();
    }
}
