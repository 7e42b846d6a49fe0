// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.launcher.bundle.Configuration;
import io.postern.launcher.bundle.Recorder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The launcher as a process of its own. */
@Timeout(90)
class ServerIT {
    @TempDir private Path root;

    private final List<Process> started = new ArrayList<>();
    private TestTree tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree =
                new TestTree(root)
                        .bundle("30-framework", "config", Configuration.class)
                        .bundle("40-plugins", "recorder", Recorder.class);
    }

    @AfterEach
    void kill() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void printsOneLineWhenReadyAndEndsWithZeroAfterSigterm() throws Exception {
        Process process = start("run");
        assertThat(readyLine(process))
                .matches("Postern \\S+ ready in \\d+\\.\\d s: smtp 127.0.0.1:2, admin 127.0.0.1:1");
        process.toHandle().destroy();
        assertThat(exitCode(process)).isZero();
        assertThat(tree.events()).isEqualTo("start recorder 1.0.0\nstop recorder 1.0.0\n");
        assertThat(output(process)).isEmpty();
    }

    @Test
    void aSecondServerWithTheSameHomeIsTurnedAway() throws Exception {
        Process first = start("run");
        readyLine(first);
        Process second = start("run");
        assertThat(exitCode(second)).isEqualTo(75);
        assertThat(errors(second)).contains("already running, pid " + first.pid());
        assertThat(first.isAlive()).isTrue();
    }

    @Test
    void aHomeWhoseServerWasKilledIsFree() throws Exception {
        Process first = start("run");
        readyLine(first);
        first.destroyForcibly().waitFor();
        assertThat(readyLine(start("run"))).contains("ready");
    }

    @Test
    void aWrongConfigurationEndsWithOneAndItsErrors() throws Exception {
        tree.configure("error conf/postern.yaml:3:1: unknown key");
        Process process = start("run");
        assertThat(exitCode(process)).isEqualTo(1);
        assertThat(errors(process)).contains("postern: conf/postern.yaml:3:1: unknown key\n");
    }

    @Test
    void aListenerThatCannotBindSaysSoAndEndsWith75() throws Exception {
        tree.configure("listener-error smtp 127.0.0.1:25: permission denied");
        Process process = start("run");
        assertThat(exitCode(process)).isEqualTo(75);
        assertThat(errors(process)).contains("postern: smtp 127.0.0.1:25: permission denied\n");
    }

    @Test
    void aStopFromInsideEndsWithTheCodeItAskedFor() throws Exception {
        tree.configure("exit 70");
        assertThat(exitCode(start("run"))).isEqualTo(70);
    }

    @Test
    void aBundleThatDoesNotResolveEndsWithOneAndItsName() throws Exception {
        tree.unresolvable("40-plugins", "broken");
        Process process = start("run");
        assertThat(exitCode(process)).isEqualTo(1);
        assertThat(errors(process)).contains("postern: bundle broken ", "no.such.thing");
    }

    @Test
    void whatItWritesIsItsOwnersAlone() throws Exception {
        readyLine(start("run"));
        Path data = tree.home().root().resolve("data");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        assertThat(tree.home().log().resolve("postern.log")).exists();
    }

    @Test
    void theLogMayGoToStderr() throws Exception {
        Process process = start("run", "--log", "-");
        readyLine(process);
        process.toHandle().destroy();
        assertThat(exitCode(process)).isZero();
        assertThat(errors(process)).contains("INFO  postern Postern ");
        assertThat(tree.home().log().resolve("postern.log")).doesNotExist();
    }

    @Test
    void checkRunsBesideAServerAndTouchesNoData() throws Exception {
        tree.configure("error conf/postern.yaml:3:1: unknown key");
        Process process = start("check");
        assertThat(exitCode(process)).isEqualTo(1);
        assertThat(errors(process)).isEqualTo("conf/postern.yaml:3:1: unknown key\n");
        assertThat(tree.home().root().resolve("data")).doesNotExist();
        tree.configure("");
        readyLine(start("run"));
        Process fine = start("check", "--json");
        assertThat(exitCode(fine)).isZero();
        assertThat(output(fine).replaceAll("\\s", ""))
                .startsWith("{\"errors\":[],\"openRelay\":false,\"relay\":[{\"listener\":\"mx\",");
    }

    @Test
    void checkSaysWhoMaySendWhere() throws Exception {
        Process process = start("check");
        assertThat(exitCode(process)).isZero();
        assertThat(output(process))
                .isEqualTo(
                        """
                        conf/postern.yaml is fine

                        who may send where by mx:

                        CLIENT    ELSEWHERE
                        any host  refused (550 5.7.1)
                        """);
        assertThat(errors(process)).isEmpty();
    }

    @Test
    void checkOfAnOpenRelayEndsWithOneAndSaysSo() throws Exception {
        tree.configure("open");
        Process process = start("check");
        assertThat(exitCode(process)).isEqualTo(1);
        assertThat(errors(process))
                .isEqualTo(
                        "postern: OPEN RELAY: listener 'mx' lets any host (203.0.113.1) as"
                                + " <somebody@sender.example> send anywhere, by everybody\n");
    }

    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:TieredStopAtLevel=1",
                        "-Dpostern.distribution=" + tree.distribution().root(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName()));
        command.addAll(List.of(words));
        command.add("--home=" + tree.home());
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static String readyLine(Process process) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        return line == null ? "ended: " + errors(process) : line;
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static String output(Process process) throws IOException {
        return process.inputReader(StandardCharsets.UTF_8).readAllAsString();
    }

    private static String errors(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
