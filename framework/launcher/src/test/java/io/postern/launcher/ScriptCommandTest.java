// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Scanner;
import java.util.stream.Stream;

@Timeout(60)
class ScriptCommandTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().resolve("../..").normalize();
    private static final String SCRIPT =
            "import { reject } from 'postern';\n"
                    + "export const onConnect = () => reject('5.7.1', 'no <\"&>');\n";

    @TempDir private Path home;

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectories(home.resolve("scripts"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(home.resolve("scripts").resolve(name), text);
    }

    private static String expecting(String text) {
        return "import { assert, session, test } from 'postern/test';\n"
                + "test('it says no', () => {\n"
                + "    assert.equal(session().connect().text, '"
                + text
                + "');\n"
                + "});\n";
    }

    private Line run(String... words) {
        String[] line = new String[words.length + 4];
        line[0] = "script";
        line[1] = "test";
        line[2] = "--home";
        line[3] = home.toString();
        System.arraycopy(words, 0, line, 4, words.length);
        return Line.run(line);
    }

    @Test
    void shippedScriptsPassTheirTests() throws IOException {
        Line ended = Line.run("script", "test", "--home", ROOT.toString());
        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out())
                .contains("scripts/relay.test.js\n  ok    the office may send anywhere (")
                .contains("scripts/route.test.js\n")
                .endsWith(" tests, all passed\n");
    }

    @Test
    void eachShippedScriptHasTests() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("scripts"))) {
            assertThat(files.map(Path::toString))
                    .filteredOn(name -> name.endsWith(".js") && !name.endsWith(".test.js"))
                    .isNotEmpty()
                    .allSatisfy(
                            name -> assertThat(Path.of(name.replace(".js", ".test.js"))).exists());
        }
    }

    @Test
    void failuresEndWithOneAndSayWhereAndWhatDiffered() throws IOException {
        write("policy.js", SCRIPT);
        write("policy.test.js", expecting("yes"));
        Path report = home.resolve("report.xml");
        Line ended = run("--junit-xml", report.toString());
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out())
                .containsPattern(
                        "scripts/policy.test.js\n  FAIL  it says no \\(\\d+ ms\\)\n"
                                + "        scripts/policy.test.js:3:5: AssertionError:"
                                + " expected \"yes\", got \"no <.*\n1 test, 1 failed\n");
        assertThat(Files.readString(report))
                .contains("<testsuite name=\"scripts/policy.test.js\" tests=\"1\" failures=\"1\"")
                .contains("<testcase classname=\"scripts/policy.test.js\" name=\"it says no\"")
                .contains("expected &quot;yes&quot;, got &quot;no &lt;");
    }

    @Test
    void namedFilesAreRunAloneAndFromAnyFolder() throws IOException {
        write("policy.js", SCRIPT);
        write("policy.test.js", expecting("yes"));
        Path other = Files.createDirectories(home.resolve("other"));
        Files.writeString(other.resolve("good.mjs"), SCRIPT);
        Files.writeString(other.resolve("good.test.js"), expecting("no <\"&>"));
        for (String name : List.of("good.mjs", "good.test.js")) {
            Line ended = run(other.resolve(name).toString());
            assertThat(ended.out()).startsWith("other/good.test.js").endsWith("all passed\n");
            assertThat(ended.exitCode()).isZero();
        }
        assertThat(run("--folder", other.toString()).exitCode()).isZero();
    }

    @Test
    void noTestsIsSaidAndEndsWithTwo() throws IOException {
        assertThat(run().exitCode()).isEqualTo(2);
        write("policy.js", SCRIPT);
        Line ended = run(home.resolve("scripts/policy.js").toString());
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("no tests: ").contains("policy.test.js");
        assertThat(run("--folder", home.resolve("none").toString()).exitCode()).isEqualTo(2);
    }

    @Test
    void watchRunsAgainAfterAChange() throws Exception {
        write("policy.js", SCRIPT);
        write("policy.test.js", expecting("yes"));
        try (PipedWriter pipe = new PipedWriter();
                Scanner lines = new Scanner(new PipedReader(pipe, 10_000))) {
            ScriptTestRunner runner =
                    new ScriptTestRunner(
                            home,
                            new TestFiles(home.resolve("scripts"), List.of()),
                            null,
                            new PrintWriter(pipe));
            Thread watching = Thread.ofVirtual().start(() -> watch(runner));
            awaitLine(lines, "1 test, 1 failed");
            write("policy.test.js", expecting("no <\"&>"));
            Files.setLastModifiedTime(
                    home.resolve("scripts/policy.test.js"),
                    FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
            awaitLine(lines, "1 test, all passed");
            watching.interrupt();
            watching.join();
        }
    }

    private static void watch(ScriptTestRunner runner) {
        try {
            int unexpected = runner.watch();
            throw new AssertionError("ended by itself: " + unexpected);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static void awaitLine(Scanner lines, String wanted) {
        while (!lines.nextLine().equals(wanted)) {
            // The next one, then; the test's time-out ends this.
        }
    }
}
