// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Our side of the notes for those who come from another server does what the notes say. */
@Timeout(120)
class MigrationGuideTest {
    @TempDir private Path home;

    @TestFactory
    Stream<DynamicTest> examplesPassTheirTests() throws IOException {
        return GuideExample.migrations().stream()
                .map(
                        notes ->
                                DynamicTest.dynamicTest(
                                        notes.getFileName().toString(), () -> run(notes)));
    }

    private void run(Path notes) throws IOException, InterruptedException {
        List<GuideExample> examples = GuideExample.of(notes);
        assertThat(examples).hasSizeBetween(8, 12);
        try (ScriptTests runner = new ScriptTests(home)) {
            for (GuideExample example : examples) {
                TestRun run = runner.run(example.write(home.resolve("scripts")));
                assertThat(run.outcomes())
                        .as(example.script())
                        .isNotEmpty()
                        .extracting(TestOutcome::failure)
                        .containsOnly("");
            }
        }
    }
}
