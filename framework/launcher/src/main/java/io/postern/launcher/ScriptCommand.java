// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code postern script}: what concerns scripts; most of it needs no server. (Nothing of the engine
 * is in these classes, on which picocli reflects in every command: most class paths haven't got
 * it.)
 */
@Command(
        name = "script",
        description = "Works on the policies in JavaScript.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ScriptCommand.TestScripts.class, RehearseCommand.class, ShadowCommand.class})
final class ScriptCommand {
    @Mixin
    @SuppressWarnings("unused") // picocli looks at it
    private HelpOption help = new HelpOption();

    /** {@code postern script test}. */
    @Command(
            name = "test",
            description = {
                "Runs the tests of scripts: NAME.test.js beside NAME.js, in the sandbox that a"
                        + " server has, with a DNS and clients that the tests make up.",
                "Ends with 0 where all pass, 1 where one fails, 2 where there is none."
            })
    static final class TestScripts implements Callable<Integer> {
        @Mixin private CommonOptions common = new CommonOptions();

        @Parameters(
                paramLabel = "FILE",
                arity = "0..*",
                description = "Scripts, or their tests; default: all tests in the folder.")
        private List<Path> files = List.of();

        @Option(
                names = "--folder",
                paramLabel = "DIR",
                description = "Where tests are looked for; default: scripts/ of the home.")
        private @Nullable Path folder;

        @Option(
                names = "--junit-xml",
                paramLabel = "FILE",
                description = "Write the outcome there too, in the form of JUnit's reports.")
        private @Nullable Path junitXml;

        @Option(
                names = "--watch",
                description = "Go on, and run them again whenever a file of the folder changes.")
        private boolean watch;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() throws IOException, InterruptedException {
            Path home = common.home().root();
            Path where = folder == null ? home.resolve("scripts") : folder.toAbsolutePath();
            ScriptTestRunner runner =
                    new ScriptTestRunner(
                            home,
                            new TestFiles(where.normalize(), files),
                            junitXml,
                            spec.commandLine().getOut());
            return watch ? runner.watch() : runner.run();
        }
    }
}
