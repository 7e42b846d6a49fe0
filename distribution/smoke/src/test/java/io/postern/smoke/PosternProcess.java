// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.RawSmtpClient;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Postern out of the packed distribution: a process with a home of its own, on free ports. */
final class PosternProcess implements AutoCloseable {
    static final Path TREE = Path.of("../target/postern").toAbsolutePath().normalize();
    private static final Pattern ENDPOINT = Pattern.compile("(\\S+) 127\\.0\\.0\\.1:(\\d+)");

    private final Path home;
    private Process process;
    private String readyLine = "";
    private int heapMib = 384;
    private String javaOptions = "";

    /** Most tests are over before the second compiler's work pays. */
    private String jit = " -XX:TieredStopAtLevel=1";

    private final Map<String, String> environment = new HashMap<>();

    private PosternProcess(Path home) {
        this.home = home;
    }

    /** A home with this configuration; nothing runs yet. */
    static PosternProcess inHome(Path home, String yaml) throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/postern.yaml"), yaml);
        return new PosternProcess(home);
    }

    /** A test resource of that name, with every port that is listened on made a free one. */
    static String configuration(String resource, int sinkPort) throws IOException {
        try (var in = PosternProcess.class.getResourceAsStream("/" + resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("127.0.0.1:2599", "127.0.0.1:" + sinkPort)
                    .replace("127.0.0.1:2525", "127.0.0.1:0")
                    .replace("127.0.0.1:8025", "127.0.0.1:0");
        }
    }

    Path home() {
        return home;
    }

    /** Gives it that much heap at the next start. */
    PosternProcess heap(int mib) {
        heapMib = mib;
        return this;
    }

    /** Gives its virtual machine these options too. */
    PosternProcess javaOptions(String... options) {
        javaOptions = " " + String.join(" ", options);
        return this;
    }

    /** Runs it as operators do, for tests that are about load or compilation. */
    PosternProcess optimised() {
        jit = "";
        return this;
    }

    /** Sets a variable of its environment. */
    PosternProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Starts it and waits for the line that says it takes mail. */
    PosternProcess start(String... options) throws IOException {
        List<String> run = new ArrayList<>(List.of("run"));
        run.addAll(List.of(options));
        process = builder(run).redirectError(home.resolve("stderr").toFile()).start();
        BufferedReader out = process.inputReader();
        readyLine = out.readLine();
        assertThat(readyLine)
                .as(() -> "ready line; standard error: " + standardError())
                .isNotNull()
                .contains("ready");
        return this;
    }

    String readyLine() {
        return readyLine;
    }

    int smtpPort() {
        return port("smtp");
    }

    int adminPort() {
        return port("admin");
    }

    /** A client that has said EHLO. */
    RawSmtpClient greeted() {
        return RawSmtpClient.greeted(smtpPort());
    }

    /** The kill that nobody can prepare for. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** SIGTERM; the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("stops on SIGTERM").isTrue();
        return process.exitValue();
    }

    /** Runs a command of the command line on this home, and waits for it. */
    Outcome command(String... arguments) throws IOException, InterruptedException {
        return commandWithInput("", arguments);
    }

    /** The same, with something on its standard input. */
    Outcome commandWithInput(String input, String... arguments)
            throws IOException, InterruptedException {
        return outcome(builder(List.of(arguments)).start(), input);
    }

    /** Runs a command that has nothing to do with a home. */
    static Outcome tool(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(TREE.resolve("bin/postern").toString()));
        line.addAll(List.of(arguments));
        return outcome(new ProcessBuilder(line).start(), "");
    }

    private static Outcome outcome(Process command, String input)
            throws IOException, InterruptedException {
        try (OutputStream in = command.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(command.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(command.exitValue(), out, err);
    }

    /** The CPU time that it has taken since it was started. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Asks its virtual machine something. */
    String jcmd(String question) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process asked =
                new ProcessBuilder(jcmd, Long.toString(process.pid()), question)
                        .redirectErrorStream(true)
                        .start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(asked.waitFor()).as(answer).isZero();
        return answer;
    }

    /** What the log holds so far. */
    String log() throws IOException {
        return Files.readString(home.resolve("data/log/postern.log"));
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** The port of a listener, or of {@code admin}. */
    int port(String name) {
        Matcher endpoint = ENDPOINT.matcher(readyLine);
        while (endpoint.find()) {
            if (endpoint.group(1).equals(name)) {
                return Integer.parseInt(endpoint.group(2));
            }
        }
        throw new AssertionError("no port of " + name + " in: " + readyLine);
    }

    private ProcessBuilder builder(List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(TREE.resolve("bin/postern").toString());
        line.addAll(arguments);
        line.addAll(List.of("--home", home.toString()));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        builder.environment()
                .put("POSTERN_JAVA_OPTS", "-Xmx%dm%s%s".formatted(heapMib, jit, javaOptions));
        return builder;
    }

    private String standardError() {
        try {
            return Files.readString(home.resolve("stderr"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What a command came to. */
    record Outcome(int code, String out, String err) {}
}
