// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Each script of the folder scripts/ comes with a test that it passes, and with a page. */
@Timeout(120)
class ReadyFolderTest {
    private static final Path HOME = GuideExample.ROOT;
    private static final Path FOLDER = HOME.resolve("scripts");

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".js") && !name.endsWith(".test.js"))
                    .map(name -> name.substring(0, name.length() - ".js".length()))
                    .sorted()
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> passesItsTest() throws IOException {
        return names().stream().map(name -> DynamicTest.dynamicTest(name, () -> run(name)));
    }

    private static void run(String name) throws InterruptedException {
        try (ScriptTests tests = new ScriptTests(HOME)) {
            TestRun run = tests.run(FOLDER.resolve(name + ".js"));
            assertThat(run.outcomes())
                    .as(name)
                    .isNotEmpty()
                    .allSatisfy(one -> assertThat(one.failure()).as(one.name()).isEmpty());
        }
    }

    @Test
    void eachHasAPageAndStandsInTheList() throws IOException {
        String list = Files.readString(FOLDER.resolve("README.md"));
        assertThat(names())
                .hasSizeGreaterThan(13)
                .allSatisfy(
                        name -> {
                            assertThat(list).contains("[`" + name + "`](" + name + ".md)");
                            assertThat(Files.readString(FOLDER.resolve(name + ".md")))
                                    .startsWith("# `" + name + ".js`\n")
                                    .contains("  - file: scripts/" + name + ".js\n    options:\n");
                        });
    }
}
