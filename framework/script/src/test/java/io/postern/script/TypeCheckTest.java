// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The scripts, their tests and the examples of the guide fit postern.d.ts, as TypeScript sees it.
 * Skipped where there is no node, or its package can't be had.
 */
@Timeout(180)
class TypeCheckTest {
    private static final String TYPESCRIPT = "typescript@5.9.3";
    private static final Path TOOLS = Path.of("target/typescript").toAbsolutePath();
    private static final Path COMPILER = TOOLS.resolve("node_modules/typescript/bin/tsc");
    private static final Path SCRIPTS = GuideExample.ROOT.resolve("scripts");

    @TempDir private Path folder;

    /** How a program ended. */
    private record Ended(int code, String output) {}

    @BeforeAll
    static void haveTypeScript() throws Exception {
        if (Files.exists(COMPILER)) {
            return;
        }
        Files.createDirectories(TOOLS);
        Ended ended;
        try {
            ended =
                    run(
                            TOOLS,
                            List.of(
                                    "npm",
                                    "install",
                                    "--prefix",
                                    ".",
                                    "--no-audit",
                                    "--no-fund",
                                    "--ignore-scripts",
                                    "--prefer-offline",
                                    TYPESCRIPT));
        } catch (IOException none) {
            ended = new Ended(-1, none.getMessage());
        }
        if (ended.code() != 0 || !Files.exists(COMPILER)) {
            String reason = "scripts aren't type-checked: no TypeScript: " + ended.output();
            System.out.println(reason);
            abort(reason);
        }
    }

    private static Ended run(Path where, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("typecheck", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(where.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            return new Ended(ended ? process.exitValue() : -1, Files.readString(output));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    private Ended check(String... options) throws Exception {
        Files.copy(SCRIPTS.resolve("postern.d.ts"), folder.resolve("postern.d.ts"));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "node",
                                COMPILER.toString(),
                                "--noEmit",
                                "--allowJs",
                                "--checkJs",
                                "--strict",
                                "--target",
                                "es2024",
                                "--module",
                                "esnext",
                                "--moduleResolution",
                                "bundler"));
        command.addAll(List.of(options));
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString()).sorted().forEach(command::add);
        }
        return run(folder, command);
    }

    @Test
    void scriptsAndTheirTestsFit() throws Exception {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".js")).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Ended ended = check("--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes");
        assertThat(ended.output()).isEmpty();
        assertThat(ended.code()).isZero();
    }

    /** Those leave out the types of parameters, which an editor then doesn't know. */
    @Test
    void examplesOfTheManualFit() throws Exception {
        for (GuideExample example : GuideExample.all()) {
            example.write(folder);
        }
        for (Path notes : GuideExample.migrations()) {
            for (GuideExample example : GuideExample.of(notes)) {
                example.write(folder);
            }
        }
        Ended ended = check("--noImplicitAny", "false");
        assertThat(ended.output()).isEmpty();
        assertThat(ended.code()).isZero();
    }

    @Test
    void mistakesAreSeen() throws Exception {
        TestScript.write(
                folder.resolve("wrong.js"),
                """
                import { defer, permit } from 'postern';

                /** @type {import('postern').onSender} */
                export const onSender = (transaction) =>
                    transaction.sendr === '' ? permit() : defer('5.0.0', 'no');
                """);
        Ended ended = check();
        assertThat(ended.code()).isNotZero();
        assertThat(ended.output()).contains("wrong.js(5,").contains("'sendr'").contains("5.0.0");
    }
}
