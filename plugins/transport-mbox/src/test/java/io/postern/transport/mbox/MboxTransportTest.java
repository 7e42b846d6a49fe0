// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.mbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.api.transport.DeliveryOutcome.Failed;
import io.postern.api.transport.DeliveryReport;
import io.postern.testkit.Addresses;
import io.postern.testkit.HostileText;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;
import io.postern.testkit.TransportContract;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

@Timeout(60)
class MboxTransportTest implements TransportContract {
    private static final Recipient ALICE = Addresses.recipient("alice@example.test");
    private static final Recipient BOB = Addresses.recipient("bob@example.test");

    @TempDir private Path home;

    @Override
    public MboxTransport transport() {
        return transport(Map.of());
    }

    private MboxTransport transport(Map<String, Object> values) {
        return new MboxTransport(
                (MboxTransport.Options)
                        Proxy.newProxyInstance(
                                MboxTransport.Options.class.getClassLoader(),
                                new Class<?>[] {MboxTransport.Options.class},
                                (_, method, _) -> {
                                    Object standard =
                                            method.getName().equals("path")
                                                    ? home + "/mbox/{domain}/{local-part}"
                                                    : method.getDefaultValue();
                                    return values.getOrDefault(method.getName(), standard);
                                }));
    }

    @Override
    public TestAttempt attempt() {
        return TestAttempt.of(TestMessage.saying("hello")).to(List.of(ALICE, BOB));
    }

    @Override
    public void arrivedFor(Collection<Recipient> recipients) {
        assertThat(recipients)
                .allSatisfy(one -> assertThat(read(one)).containsOnlyOnce("Subject: test\n"));
    }

    @Test
    void aMessageIsFromLineTraceFieldsAndTheMessageWithFromLinesQuoted() {
        deliver(
                "Return-Path: <a@b>\r\n"
                        + "Subject: x\r\n\r\n"
                        + "From me\r\n"
                        + ">From you\r\n"
                        + ">> From\r\n"
                        + "From\r\n"
                        + "end");
        deliver("\r\nFrom ");

        assertThat(read(ALICE).replaceAll("(?m)^(From \\S+  ).*", "$1"))
                .isEqualTo(
                        "From sender@client.test  \n"
                                + "Return-Path: <sender@client.test>\n"
                                + "Delivered-To: alice@example.test\n"
                                + "Subject: x\n\n>From me\n>>From you\n>> From\nFrom\nend\n\n"
                                + "From sender@client.test  \n"
                                + "Return-Path: <sender@client.test>\n"
                                + "Delivered-To: alice@example.test\n"
                                + "\n>From \n\n");
    }

    @Test
    void filesAndFoldersAreForTheOwnerAlone() throws IOException {
        transport().deliver(attempt());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mbox(ALICE))))
                .isEqualTo("rw-------");
        assertThat(list(mbox(ALICE).getParent())).containsExactlyInAnyOrder(mbox(ALICE), mbox(BOB));
    }

    @Test
    void aMessageThatBreaksOffLeavesTheMboxAsItWas() throws IOException {
        deliver("Subject: x\r\n\r\nfirst\r\n");
        String before = read(ALICE);

        DeliveryOutcome outcome = outcome(transport().deliver(attempt().message(broken())));

        assertThat(((Deferred) outcome).blame()).isEqualTo(Blame.MESSAGE);
        assertThat(read(ALICE)).isEqualTo(before);
        assertThat(read(BOB)).isEmpty();
    }

    @Test
    void whatAnotherProgramLeftUnendedIsEnded() throws IOException {
        for (String tail : List.of("x", "x\n", "x\n\n")) {
            Files.createDirectories(mbox(ALICE).getParent());
            Files.writeString(mbox(ALICE), tail);

            deliver("\r\nhello\r\n");

            assertThat(read(ALICE)).startsWith("x\n\nFrom sender");
        }
    }

    @Test
    void hostileKindsOfFilesAreLeftAlone() throws Exception {
        Path canary = Files.writeString(home.resolve("canary"), "untouched");
        Path folder = Files.createDirectories(mbox(ALICE).getParent());
        String[][] makes = {
            {"ln", "-s", canary.toString()}, {"ln", canary.toString()}, {"mkfifo"}, {"mkdir"}
        };
        for (String[] make : makes) {
            String[] command =
                    Stream.concat(Stream.of(make), Stream.of(mbox(ALICE).toString()))
                            .toArray(String[]::new);
            run(command);

            DeliveryReport report = transport().deliver(attempt());

            assertThat(((Deferred) outcome(report)).blame()).as(make[0]).isEqualTo(Blame.RECIPIENT);
            assertThat(report.outcomes().get(BOB)).isInstanceOf(Delivered.class);
            Files.delete(mbox(ALICE));
        }
        assertThat(Files.readString(canary)).isEqualTo("untouched");
        assertThat(list(folder)).containsExactly(mbox(BOB));
    }

    @Test
    void linkInPlaceOfAFolderIsNotFollowed() throws IOException {
        Path canary = Files.createDirectory(home.resolve("canary"));
        Files.createDirectories(home.resolve("mbox"));
        Files.createSymbolicLink(home.resolve("mbox/example.test"), canary);

        assertThat(outcome(transport().deliver(attempt()))).isInstanceOf(Deferred.class);
        assertThat(list(canary)).isEmpty();
    }

    @Test
    void aFileSwappedForALinkWhileDeliveringLeadsNowhere() throws Exception {
        Path canary = Files.writeString(home.resolve("canary"), "untouched");
        Path aside = home.resolve("aside");
        deliver("\r\nhello\r\n");
        AtomicInteger swaps = new AtomicInteger();
        Thread swapper =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!Thread.currentThread().isInterrupted()) {
                                        swap(mbox(ALICE), aside, canary);
                                        swaps.incrementAndGet();
                                    }
                                });

        while (swaps.get() < 1000) {
            transport().deliver(attempt().to(List.of(ALICE)));
        }
        swapper.interrupt();
        swapper.join();

        assertThat(Files.readString(canary)).isEqualTo("untouched");
    }

    private static void swap(Path mbox, Path aside, Path canary) {
        try {
            Files.move(mbox, aside);
            Files.createSymbolicLink(mbox, canary);
            Files.delete(mbox);
            Files.move(aside, mbox);
        } catch (IOException _) {
            // the delivery was faster
        }
    }

    @Test
    void hostileAddressesStayBelowTheRootAndAreNoLocks() throws IOException {
        List<Recipient> strangers =
                Stream.concat(
                                HostileText.MAILBOXES.stream().map(Recipient::of),
                                Stream.of(Addresses.recipient("alice.lock@example.test"), ALICE))
                        .toList();

        DeliveryReport report = transport().deliver(attempt().to(strangers));

        assertThat(report.outcomes().values()).noneMatch(Deferred.class::isInstance);
        long delivered =
                report.outcomes().values().stream().filter(Delivered.class::isInstance).count();
        try (Stream<Path> all = Files.walk(home.resolve("mbox"))) {
            assertThat(all.filter(Files::isRegularFile)).hasSize((int) delivered);
        }
        assertThat(list(home)).containsExactly(home.resolve("mbox"));
        assertThat(mbox(ALICE).resolveSibling("alice%2Elock")).exists();
    }

    @Test
    void addressTooLongForAFileNameFails() {
        Recipient longest = Addresses.recipient("x".repeat(252) + "@example.test");

        assertThat(transport().deliver(attempt().to(List.of(longest))).outcomes().get(longest))
                .isInstanceOf(Failed.class);
    }

    @Test
    void aLockFileIsWaitedForAndAStaleOneIsTakenAway() throws IOException {
        Files.createDirectories(mbox(ALICE).getParent());
        Path lock = Files.writeString(mbox(ALICE).resolveSibling("alice.lock"), "1");
        Map<String, Object> hasty = Map.of("lockTimeout", "PT0.2S");

        DeliveryReport report = transport(hasty).deliver(attempt());

        assertThat(outcome(report).status().toString()).isEqualTo("4.2.0 mailbox is locked");
        assertThat(report.outcomes().get(BOB)).isInstanceOf(Delivered.class);
        assertThat(outcome(transport(Map.of("dotLock", false)).deliver(attempt())))
                .isInstanceOf(Delivered.class);
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofMinutes(11))));
        assertThat(outcome(transport(hasty).deliver(attempt()))).isInstanceOf(Delivered.class);
        assertThat(lock).doesNotExist();
    }

    @Test
    void whoWaitsForALockCanBeStopped() throws Exception {
        Files.createDirectories(mbox(ALICE).getParent());
        Files.writeString(mbox(ALICE).resolveSibling("alice.lock"), "1");
        FutureTask<Boolean> task =
                new FutureTask<>(
                        () -> {
                            transport().deliver(attempt());
                            return Thread.currentThread().isInterrupted();
                        });
        Thread thread = Thread.ofVirtual().start(task);

        thread.interrupt();

        assertThat(task.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anotherProgramsFcntlLockIsWaitedFor() throws Exception {
        requirePython();
        deliver("\r\nhello\r\n");
        String script =
                """
                import fcntl, sys
                file = open(sys.argv[1], 'r+')
                fcntl.lockf(file, fcntl.LOCK_EX)
                print('locked', flush=True)
                sys.stdin.read()
                """;
        Process python =
                new ProcessBuilder("python3", "-c", script, mbox(ALICE).toString()).start();
        try {
            assertThat(python.inputReader().readLine()).isEqualTo("locked");

            DeliveryReport report = transport(Map.of("lockTimeout", "PT0.2S")).deliver(attempt());

            assertThat(outcome(report).status().text()).contains("locked");
        } finally {
            python.destroy();
            python.waitFor();
        }
        assertThat(outcome(transport().deliver(attempt()))).isInstanceOf(Delivered.class);
    }

    @Test
    void pythonReadsTheMailbox() throws Exception {
        requirePython();
        deliver("Subject: one\r\n\r\nFrom here\r\nend\r\n");
        deliver("Subject: two\r\n\r\n\r\nFrom there\r\n");

        String script =
                """
                import mailbox, sys
                box = mailbox.mbox(sys.argv[1], create=False)
                for message in box:
                    print(message['Return-Path'], message['Delivered-To'], message['Subject'],
                          message.get_payload().strip().replace('\\n', '|'),
                          message.get_from().split()[0])
                """;
        String output = run("python3", "-c", script, mbox(ALICE).toString());

        assertThat(output.lines())
                .containsExactly(
                        "<sender@client.test> alice@example.test one >From here|end"
                                + " sender@client.test",
                        "<sender@client.test> alice@example.test two >From there"
                                + " sender@client.test");
    }

    @Test
    void badOptionsAreRefusedByName() {
        for (String path : List.of("/mail/{user}", "/mail/{local-part", "/")) {
            assertThatThrownBy(() -> transport(Map.of("path", path)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("mbox transport: path: ");
        }
    }

    private static void requirePython() throws Exception {
        boolean there = new ProcessBuilder("sh", "-c", "command -v python3").start().waitFor() == 0;
        if (!there) {
            System.out.println("SKIPPED: no python3 on this machine");
        }
        Assumptions.assumeTrue(there, "skipped: no python3 on this machine");
    }

    private void deliver(String message) {
        transport().deliver(TestAttempt.of(TestMessage.of(message)).to(List.of(ALICE)));
    }

    private static DeliveryOutcome outcome(DeliveryReport report) {
        return report.outcomes().get(ALICE);
    }

    /** One that can be read for a while. */
    private static Message broken() {
        return new Message() {
            @Override
            public long size() {
                return 300_000;
            }

            @Override
            public List<HeaderField> headers() {
                return List.of();
            }

            @Override
            public boolean isEightBit() {
                return false;
            }

            @Override
            public InputStream content() {
                return new SequenceInputStream(
                        new ByteArrayInputStream("line\r\n".repeat(40_000).getBytes()),
                        new InputStream() {
                            @Override
                            public int read() throws IOException {
                                throw new IOException("the disk is dying");
                            }
                        });
            }
        };
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private String read(Recipient recipient) {
        try {
            return Files.readString(mbox(recipient), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path mbox(Recipient recipient) {
        return home.resolve("mbox")
                .resolve(recipient.mailbox().domain().name())
                .resolve(recipient.mailbox().localPart());
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
