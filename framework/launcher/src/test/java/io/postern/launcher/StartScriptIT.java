// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** How {@code bin/postern} finds its tree and a Java; the JDKs here are only shaped like some. */
@Timeout(30)
class StartScriptIT {
    private static final Path SCRIPT = Path.of("../../distribution/src/main/bin/postern");

    @TempDir private Path temp;

    private Path root;
    private Path script;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void copyScript() throws IOException {
        root = temp.toRealPath();
        script = Files.createDirectories(root.resolve("tree/bin")).resolve("postern");
        Files.copy(SCRIPT, script);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        environment.put("POSTERN_JVM_DIRS", root.resolve("jvms").toString());
        Path bin = Files.createDirectories(root.resolve("bin"));
        for (String tool : new String[] {"dirname", "readlink", "sed"}) {
            executable(bin.resolve(tool), "#!/bin/sh\nexec " + tool(tool) + " \"$@\"\n");
        }
        environment.put("PATH", bin.toString());
    }

    @Test
    void withoutAnyJavaItSaysWhatToDo() throws Exception {
        Ended ended = run("status");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.text()).contains("no Java 25 or newer", "Install a JDK or JRE 25");
    }

    @Test
    void onlyOldOnesAreListedWithTheirVersions() throws Exception {
        jdk("jvms/old", "17.0.2");
        environment.put("JAVA_HOME", jdk("java-home", "21").toString());
        Ended ended = run("status");
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.text()).contains("java-home: 21").contains("jvms/old: 17");
    }

    @Test
    void newEnoughAmongOldOnesIsFound() throws Exception {
        jdk("jvms/a-17", "17.0.2");
        Path expected = jdk("jvms/b-25", "25.0.3");
        assertThat(run("status").text()).startsWith("java of " + expected + "\n");
    }

    @Test
    void javaHomeComesBeforeThePathAndThePathBeforeTheFolders() throws Exception {
        jdk("jvms/b-25", "25.0.3");
        Path onPath = jdk("path-jdk", "26");
        Files.createSymbolicLink(root.resolve("bin/java"), onPath.resolve("bin/java"));
        assertThat(run("status").text()).startsWith("java of " + onPath + "\n");
        Path javaHome = jdk("java-home", "25");
        environment.put("JAVA_HOME", javaHome.toString());
        assertThat(run("status").text()).startsWith("java of " + javaHome + "\n");
    }

    @Test
    void posternJavaIsTheOnlyOneLookedAt() throws Exception {
        jdk("jvms/b-25", "25.0.3");
        environment.put("POSTERN_JAVA", jdk("mine", "17").toString());
        assertThat(run("status").exitCode()).isEqualTo(1);
        Path right = jdk("right", "25");
        environment.put("POSTERN_JAVA", right.resolve("bin/java").toString());
        assertThat(run("status").text()).startsWith("java of " + right + "\n");
    }

    @Test
    void aJavaWithoutAReleaseFileIsAsked() throws Exception {
        Path jre = jdk("jvms/jre", "25.0.3");
        Files.delete(jre.resolve("release"));
        assertThat(run("status").text()).startsWith("java of " + jre + "\n");
    }

    @Test
    void theTreeIsFoundThroughLinks() throws Exception {
        jdk("jvms/b-25", "25.0.3");
        Path first = Files.createSymbolicLink(root.resolve("first"), script);
        Files.createDirectories(root.resolve("other"));
        Path second = Files.createSymbolicLink(root.resolve("other/second"), Path.of("../first"));
        assertThat(first).isSymbolicLink();
        assertThat(run(second, "status").text())
                .contains("-Dpostern.distribution=" + root.resolve("tree") + "\n");
    }

    @Test
    void theServerGetsTheFlagsItNeedsAndTheOperatorsOptionsLast() throws Exception {
        jdk("jvms/b-25", "25.0.3");
        environment.put("POSTERN_JAVA_OPTS", "-Xmx123m -Dx=y");
        assertThat(run("run", "--home", "a b").text().lines())
                .contains(
                        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                        "-Djdk.serialFilter=!*",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dx=y",
                        "run",
                        "--home",
                        "a b")
                .containsSubsequence("-Xmx123m", "io.postern.launcher.Main")
                .filteredOn(line -> line.startsWith("-Xmx"))
                .last()
                .isEqualTo("-Xmx123m");
    }

    @Test
    void anAskingCommandStartsLight() throws Exception {
        jdk("jvms/b-25", "25.0.3");
        environment.put("POSTERN_JAVA_OPTS", "-Xmx123m");
        assertThat(run("queue", "list").text().lines())
                .contains("-XX:TieredStopAtLevel=1", root.resolve("tree") + "/lib/cli/*")
                .doesNotContain("-Xmx123m");
    }

    @Test
    void theExitCodeIsJavas() throws Exception {
        jdk("jvms/b-25", "25.0.3");
        environment.put("FAKE_EXIT", "75");
        assertThat(run("status").exitCode()).isEqualTo(75);
    }

    private static Path tool(String name) {
        Path usr = Path.of("/usr/bin", name);
        return Files.exists(usr) ? usr : Path.of("/bin", name);
    }

    /** A folder like a JDK's, whose java prints where it is and its arguments. */
    private Path jdk(String name, String version) throws IOException {
        Path home = root.resolve(name);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        executable(
                java,
                """
                #!/bin/sh
                if [ "$1" = -version ]; then echo 'openjdk version "%s" 2026' >&2; exit 0; fi
                echo "java of %s"
                for argument in "$@"; do echo "$argument"; done
                exit ${FAKE_EXIT:-0}
                """
                        .formatted(version, home));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ended run(String... words) throws IOException, InterruptedException {
        return run(script, words);
    }

    private Ended run(Path command, String... words) throws IOException, InterruptedException {
        java.util.List<String> line = new java.util.ArrayList<>();
        line.add("/bin/sh");
        line.add(command.toString());
        line.addAll(java.util.List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("HOME", root.toString());
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }

    private record Ended(int exitCode, String text) {}
}
