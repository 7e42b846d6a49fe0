// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.api.transport.DeliveryOutcome.Failed;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.Transport;
import io.postern.testkit.Addresses;
import io.postern.testkit.HostileText;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;
import io.postern.testkit.TransportContract;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

@Timeout(60)
class PipeTransportTest implements TransportContract {
    private static final Recipient ALICE = Addresses.recipient("alice@example.test");
    private static final Recipient BOB = Addresses.recipient("bob@example.test");

    /** Beside {@link HostileText}: what a shell, a program or we ourselves might take for more. */
    private static final List<String> HOSTILE =
            List.of(
                    "; touch canary",
                    "& touch canary",
                    "`touch canary`",
                    "x > canary",
                    "x < canary",
                    "a' touch canary '",
                    "a\" touch canary \"",
                    "$IFS",
                    "${PATH}",
                    "~root",
                    "!!",
                    "#x",
                    "--help",
                    "-",
                    "--",
                    "-oQ/tmp",
                    "{sender}",
                    "{recipient}",
                    "{local-part}{domain}",
                    "$1",
                    "\\0",
                    "%s%n",
                    "a=b",
                    "?[a-z]*");

    @TempDir private Path folder;

    @Override
    public Transport transport() {
        return transport("cat > \"$DIR/$1.$$\"", Map.of(), "{local-part}");
    }

    @Override
    public TestAttempt attempt() {
        return TestAttempt.of(TestMessage.saying("hello")).to(List.of(ALICE, BOB));
    }

    @Override
    public void arrivedFor(Collection<Recipient> recipients) {
        assertThat(recipients)
                .allSatisfy(one -> assertThat(files(one.mailbox().localPart() + ".")).hasSize(1));
    }

    @Test
    void argumentsAreExactlyAsGivenAndNoShellSeesThem() throws Exception {
        List<Recipient> strangers = new ArrayList<>();
        HostileText.MAILBOXES.forEach(mailbox -> strangers.add(Recipient.of(mailbox)));
        HOSTILE.forEach(local -> strangers.add(Recipient.of(Mailbox.of(local, "strange.test"))));
        assertThat(strangers).hasSizeGreaterThan(60);
        Transport transport =
                transport(
                        "printf '%s\\0' \"$#\" \"$@\" > \"$DIR/args.$1\"",
                        Map.of(),
                        "{queue-id}",
                        "{local-part}",
                        "to={recipient}",
                        "-d{domain}",
                        "{literal");

        for (Recipient stranger : strangers) {
            Files.deleteIfExists(folder.resolve("args.q1"));
            String local = stranger.mailbox().localPart();

            DeliveryOutcome outcome =
                    transport.deliver(attempt().to(List.of(stranger))).outcomes().get(stranger);

            if (local.startsWith("-")) {
                assertThat(outcome).isInstanceOf(Failed.class);
                assertThat(outcome.status().code()).isEqualTo("5.1.3");
                assertThat(folder.resolve("args.q1")).doesNotExist();
            } else if (system().newEncoder().canEncode(local)) {
                assertThat(outcome).as(local).isInstanceOf(Delivered.class);
                assertThat(
                                Files.readString(folder.resolve("args.q1"), StandardCharsets.UTF_8)
                                        .split("\0", -1))
                        .containsExactly(
                                "5",
                                "q1",
                                local,
                                "to=" + stranger.mailbox(),
                                "-d" + stranger.mailbox().domain().name(),
                                "{literal",
                                "");
            } else {
                assertThat(outcome).isInstanceOf(Deferred.class);
            }
        }
        assertThat(list().stream().map(Path::getFileName).map(Path::toString))
                .containsExactlyInAnyOrder("program", "args.q1");
    }

    private static Charset system() {
        return Charset.forName(System.getProperty("sun.jnu.encoding"));
    }

    @Test
    void theProgramReadsTraceFieldsAndTheMessage() throws Exception {
        Transport transport = transport("cat > \"$DIR/in\"", Map.of("fromLine", true));

        transport.deliver(
                attempt()
                        .message(
                                TestMessage.of(
                                        "Return-Path: <x@y>\r\n folded\r\nSubject: x\r\n\r\n"
                                                + "Return-Path: a\r\nend"))
                        .to(List.of(ALICE)));

        assertThat(Files.readString(folder.resolve("in")))
                .matches(
                        "From sender@client.test {2}\\w{3} \\w{3} [ \\d]\\d [\\d:]{8} \\d{4}\n"
                                + "Return-Path: <sender@client.test>\n"
                                + "Delivered-To: alice@example.test\n"
                                + "Subject: x\n\nReturn-Path: a\nend");
    }

    @Test
    void topAndLineEndsAreOptions() throws Exception {
        Transport transport =
                transport(
                        "cat > \"$DIR/in\"",
                        Map.of(
                                "returnPath",
                                false,
                                "deliveredTo",
                                false,
                                "lineEndings",
                                PipeTransport.LineEndings.CRLF));
        String whole = "Return-Path: <x@y>\r\nSubject: x\r\n\r\n" + "y".repeat(20_000) + "\r\n";

        transport.deliver(attempt().message(TestMessage.of(whole)).to(List.of(ALICE)));

        assertThat(Files.readString(folder.resolve("in"))).isEqualTo(whole);
    }

    @Test
    void oneRunForAllNamesEachOnce() throws Exception {
        Transport transport =
                transport(
                        "echo \"$@\" >> \"$DIR/args\"",
                        Map.of("recipients", PipeTransport.Runs.ALL),
                        "-f",
                        "{sender}",
                        "--",
                        "{recipient}",
                        "end");
        Recipient option = Addresses.recipient("-x@example.test");

        Map<Recipient, DeliveryOutcome> outcomes =
                transport.deliver(attempt().to(List.of(ALICE, option, BOB))).outcomes();

        assertThat(Files.readString(folder.resolve("args")))
                .isEqualTo("-f sender@client.test -- alice@example.test bob@example.test end\n");
        assertThat(outcomes.get(option)).isInstanceOf(Failed.class);
        assertThat(outcomes.get(BOB)).isInstanceOf(Delivered.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 4.3.0", "64, 5.3.0", "65, 5.6.0", "66, 5.3.0", "67, 5.1.1", "68, 5.1.2", "69, 5.3.0",
        "70, 5.3.0", "71, 4.3.0", "72, 5.3.0", "73, 5.2.0", "74, 5.3.0", "75, 4.3.0", "76, 5.5.0",
        "77, 5.7.0", "78, 5.3.5", "79, 4.3.0", "127, 4.3.0"
    })
    void exitCodesMeanWhatSysexitsSays(int code, String status) throws Exception {
        DeliveryOutcome outcome = outcome("exit " + code);

        assertThat(outcome.status().code()).isEqualTo(status);
    }

    @Test
    void aProgramKilledByASignalIsTriedAgain() throws Exception {
        DeliveryOutcome outcome = outcome("kill -SEGV $$");

        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.status().text()).contains("signal 11");
    }

    @Test
    void theFirstLineOfOutputIsInTheStatusEscapedAndBounded() throws Exception {
        DeliveryOutcome outcome =
                outcome(
                        "printf 'no \\033[2Juser\\n"
                                + "250 fine\\n"
                                + "' >&2; yes | head -c 1000000; exit 67");

        assertThat(outcome.status().text()).isEqualTo("user unknown: no ?[2Juser");
        assertThat(outcome("yes x | tr -d '\\n' | head -c 500000; exit 75").status().text())
                .hasSizeLessThan(300);
    }

    @Test
    void theEnvironmentIsFixed() throws Exception {
        outcome("env > \"$DIR/env\"; pwd >> \"$DIR/env\"");

        assertThat(Files.readAllLines(folder.resolve("env")))
                .contains("PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=" + folder)
                .allMatch(
                        line ->
                                line.matches("(PATH|LC_ALL|HOME|PWD|OLDPWD|SHLVL|_|DIR)=.*")
                                        || line.equals(folder.toString()));
    }

    @Test
    void aRunThatTakesTooLongIsKilledWithAllBelowIt() throws Exception {
        long start = System.nanoTime();
        Transport transport =
                transport(
                        "sleep 300 & echo $! > \"$DIR/child\"; wait",
                        Map.of("timeLimit", "PT0.5S"));

        DeliveryOutcome outcome =
                transport.deliver(attempt().to(List.of(ALICE))).outcomes().get(ALICE);

        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.status().text()).contains("took too long");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        awaitEnd("child");
    }

    @Test
    void anInterruptKillsTheProgramAndKeepsWhatIsDone() throws Exception {
        Transport transport =
                transport(
                        "[ $1 = alice ] || { echo $$ > \"$DIR/pid\"; exec sleep 300; }",
                        Map.of(),
                        "{local-part}");
        FutureTask<Map<Recipient, DeliveryOutcome>> task =
                new FutureTask<>(() -> transport.deliver(attempt()).outcomes());
        Thread thread = Thread.ofVirtual().start(task);
        Awaitility.await().until(() -> Files.exists(folder.resolve("pid")));

        thread.interrupt();

        Map<Recipient, DeliveryOutcome> outcomes = task.get(20, TimeUnit.SECONDS);
        assertThat(outcomes.get(ALICE)).isInstanceOf(Delivered.class);
        assertThat(outcomes.get(BOB)).isInstanceOf(Deferred.class);
        awaitEnd("pid");
    }

    @Test
    void aChildThatLivesOnWithTheOutputHoldsUpNobody() throws Exception {
        DeliveryOutcome outcome = outcome("sleep 20 & echo $! > \"$DIR/child\"");

        assertThat(outcome).isInstanceOf(Delivered.class);
        ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve("child")).strip()))
                .ifPresent(ProcessHandle::destroy);
    }

    @Test
    void aProgramNeedNotReadItsInput() throws Exception {
        Transport transport = transport("exit 0", Map.of("finalDelivery", false));

        DeliveryOutcome outcome =
                transport
                        .deliver(
                                attempt()
                                        .message(TestMessage.saying("x".repeat(1_000_000)))
                                        .to(List.of(ALICE)))
                        .outcomes()
                        .get(ALICE);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Delivered.class,
                        delivered -> assertThat(delivered.reach()).isEqualTo(Reach.RELAYED));
    }

    @Test
    void aProgramThatIsGoneBlamesTheDestination() throws Exception {
        Transport transport = transport("exit 0", Map.of());
        Files.delete(folder.resolve("program"));

        DeliveryOutcome outcome =
                transport.deliver(attempt().to(List.of(ALICE))).outcomes().get(ALICE);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Deferred.class,
                        deferred -> assertThat(deferred.blame()).isEqualTo(Blame.DESTINATION));
    }

    @Test
    void badOptionsAreRefusedByName() throws Exception {
        assertRefused("command", Map.of("command", new String[0]));
        assertRefused("command", Map.of("command", new String[] {"procmail"}));
        assertRefused("command", Map.of("command", new String[] {"/nowhere/procmail"}));
        assertRefused("command", Map.of("command", new String[] {"/bin"}));
        assertRefused("command", Map.of("command", new String[] {"/bin/sh", "{user}"}));
        assertRefused("directory", Map.of("directory", "/nowhere"));
        assertRefused("time-limit", Map.of("timeLimit", "PT0S"));
    }

    private void assertRefused(String key, Map<String, Object> values) {
        assertThatThrownBy(() -> new PipeTransport(options(values)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pipe transport: " + key + ": ");
    }

    private DeliveryOutcome outcome(String script) throws InterruptedException {
        return transport(script, Map.of())
                .deliver(attempt().to(List.of(ALICE)))
                .outcomes()
                .get(ALICE);
    }

    /** A transport to a shell script, which the test wrote; DIR is the folder. */
    private Transport transport(String script, Map<String, Object> values, String... arguments) {
        try {
            Path program = folder.resolve("program");
            if (!Files.exists(program)) {
                Path fresh = Files.createTempFile(folder, "program", "");
                Files.writeString(fresh, "#!/bin/sh\nDIR=" + folder + "\n" + script + "\n");
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
                Files.move(fresh, program);
            } else {
                Files.writeString(program, "#!/bin/sh\nDIR=" + folder + "\n" + script + "\n");
            }
            List<String> command = new ArrayList<>(List.of(program.toString()));
            command.addAll(List.of(arguments));
            Map<String, Object> all = new HashMap<>(values);
            all.put("command", command.toArray(String[]::new));
            return new PipeTransport(options(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PipeTransport.Options options(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.putIfAbsent("directory", folder.toString());
        all.putIfAbsent("command", new String[] {"/bin/sh"});
        return (PipeTransport.Options)
                Proxy.newProxyInstance(
                        PipeTransport.Options.class.getClassLoader(),
                        new Class<?>[] {PipeTransport.Options.class},
                        (_, method, _) ->
                                all.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    private void awaitEnd(String file) throws IOException {
        long pid = Long.parseLong(Files.readString(folder.resolve(file)).strip());
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> ProcessHandle.of(pid).map(one -> !one.isAlive()).orElse(true));
    }

    private List<Path> files(String start) {
        return list().stream()
                .filter(file -> file.getFileName().toString().startsWith(start))
                .toList();
    }

    private List<Path> list() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
