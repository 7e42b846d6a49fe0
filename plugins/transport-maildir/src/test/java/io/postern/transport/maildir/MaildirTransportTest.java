// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

@Timeout(60)
class MaildirTransportTest implements TransportContract {
    private static final Recipient ALICE = Addresses.recipient("alice@example.test");
    private static final Recipient BOB = Addresses.recipient("bob@example.test");

    @TempDir Path home;

    @Override
    public MaildirTransport transport() {
        return transport(LineEndings.LF);
    }

    @Override
    public TestAttempt attempt() {
        return TestAttempt.of(TestMessage.saying("hello")).to(List.of(ALICE, BOB));
    }

    @Override
    public void arrivedFor(Collection<Recipient> recipients) {
        assertThat(recipients).allSatisfy(recipient -> assertThat(files(recipient)).hasSize(1));
    }

    @Test
    void fileIsTraceFieldsAndTheMessageWithLineFeeds() {
        TestAttempt attempt = TestAttempt.of(TestMessage.of("Subject: x\r\n\r\n.\r\nFrom \r\nend"));

        transport().deliver(attempt.from("sender@client.test").to(List.of(ALICE)));

        assertThat(onlyFile(ALICE))
                .isEqualTo(
                        "Return-Path: <sender@client.test>\nDelivered-To: alice@example.test\n"
                                + "Subject: x\n\n.\nFrom \nend");
    }

    @Test
    void lineEndingsCanBeKept() {
        TestAttempt attempt = TestAttempt.of(TestMessage.saying("hello")).from("");

        transport(LineEndings.CRLF).deliver(attempt.to(List.of(ALICE)));

        assertThat(onlyFile(ALICE))
                .isEqualTo(
                        "Return-Path: <>\r\nDelivered-To: alice@example.test\r\n"
                                + "Subject: test\r\n\r\nhello\r\n");
    }

    @Test
    void forgedReturnPathIsGone() {
        TestMessage message = TestMessage.of("Return-Path: <a@b>\r\nSubject: x\r\n\r\nx\r\n");

        transport().deliver(TestAttempt.of(message).to(List.of(ALICE)));

        assertThat(onlyFile(ALICE)).containsOnlyOnce("Return-Path:").doesNotContain("a@b");
    }

    @Test
    void largeEightBitMessageIsWhole() {
        byte[] octets = new byte[25 * 1024 * 1024];
        new Random(1).nextBytes(octets);
        System.arraycopy("A: b\r\n\r\n".getBytes(StandardCharsets.UTF_8), 0, octets, 0, 8);

        transport(LineEndings.CRLF)
                .deliver(TestAttempt.of(TestMessage.of(octets)).from("").to(List.of(ALICE)));

        String file = onlyFile(ALICE);
        String trace = "Return-Path: <>\r\nDelivered-To: alice@example.test\r\n";
        assertThat(file.startsWith(trace)).isTrue();
        assertThat(file.substring(trace.length()).getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo(octets);
    }

    @Test
    void foldersAndFilesAreForTheOwnerAlone() throws IOException {
        transport().deliver(attempt());

        for (Path folder : List.of(mailbox(ALICE), mailbox(ALICE).resolve("cur"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
        }
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(files(ALICE).getFirst())))
                .isEqualTo("rw-------");
        assertThat(list(mailbox(ALICE).resolve("tmp"))).isEmpty();
    }

    @Test
    void brokenMailboxOfOneRecipientStopsNoOther() throws IOException {
        Files.createDirectories(mailbox(ALICE).getParent());
        Files.writeString(mailbox(ALICE), "a file, not a folder");

        DeliveryReport report = transport().deliver(attempt());

        assertDeferred(report, ALICE, Blame.RECIPIENT);
        assertThat(report.outcomes().get(BOB)).isInstanceOf(DeliveryOutcome.Delivered.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tmp", "new"})
    void symbolicLinksInThePathAreNotFollowed(String part) throws IOException {
        Path canary = Files.createDirectory(home.resolve("canary"));
        Path link = part.isEmpty() ? mailbox(ALICE) : mailbox(ALICE).resolve(part);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, canary);

        DeliveryReport report = transport().deliver(attempt());

        assertDeferred(report, ALICE, Blame.RECIPIENT);
        assertThat(list(canary)).isEmpty();
    }

    @Test
    void linkToAnotherDomainIsNotFollowed() throws IOException {
        Path canary = Files.createDirectories(home.resolve("canary"));
        Files.createDirectories(home.resolve("mail"));
        Files.createSymbolicLink(home.resolve("mail/example.test"), canary);

        DeliveryReport report = transport().deliver(attempt());

        assertDeferred(report, ALICE, Blame.RECIPIENT);
        assertThat(list(canary)).isEmpty();
    }

    @Test
    void fifoInPlaceOfAFolderBlocksNobody() throws Exception {
        Files.createDirectories(mailbox(ALICE));
        run("mkfifo", mailbox(ALICE).resolve("tmp").toString());

        assertDeferred(transport().deliver(attempt()), ALICE, Blame.RECIPIENT);
    }

    @Test
    void foldersSwappedForLinksWhileDeliveringLeadNowhere() throws Exception {
        Path canary = Files.createDirectory(home.resolve("canary"));
        Path folder = mailbox(ALICE).resolve("new");
        transport().deliver(attempt());
        AtomicInteger swaps = new AtomicInteger();
        Thread swapper =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (!Thread.currentThread().isInterrupted()) {
                                        swap(folder, canary, swaps.incrementAndGet());
                                    }
                                });

        while (swaps.get() < 2000) {
            transport().deliver(attempt().to(List.of(ALICE)));
        }
        swapper.interrupt();
        swapper.join();

        assertThat(list(canary)).isEmpty();
    }

    @Test
    void hostileAddressesStayBelowTheRoot() throws IOException {
        List<Recipient> strangers = HostileText.MAILBOXES.stream().map(Recipient::of).toList();

        DeliveryReport report = transport().deliver(attempt().to(strangers));

        assertThat(report.outcomes().values())
                .noneMatch(DeliveryOutcome.Deferred.class::isInstance)
                .anyMatch(DeliveryOutcome.Failed.class::isInstance);
        long delivered =
                report.outcomes().values().stream()
                        .filter(DeliveryOutcome.Delivered.class::isInstance)
                        .count();
        try (Stream<Path> all = Files.walk(home.resolve("mail"))) {
            assertThat(all.filter(Files::isRegularFile)).hasSize((int) delivered);
        }
        assertThat(list(home)).containsExactly(home.resolve("mail"));
    }

    @Test
    void addressTooLongForAFileNameFails() {
        Recipient longest = Addresses.recipient("x".repeat(256) + "@example.test");

        DeliveryOutcome outcome =
                transport().deliver(attempt().to(List.of(longest))).outcomes().get(longest);

        assertThat(outcome).isInstanceOf(DeliveryOutcome.Failed.class);
        assertThat(outcome.status().code()).isEqualTo("5.1.1");
    }

    @Test
    void unusableRootBlamesTheDestination() throws IOException {
        Files.writeString(home.resolve("mail"), "a file");

        assertDeferred(transport().deliver(attempt()), ALICE, Blame.DESTINATION);
    }

    @Test
    void unreadableMessageLeavesNothingBehind() throws IOException {
        transport().deliver(attempt().message(TestMessage.unreadable()));

        assertThat(list(mailbox(ALICE).resolve("tmp"))).isEmpty();
        assertThat(files(ALICE)).isEmpty();
    }

    @Test
    void interruptStaysSet() {
        Thread.currentThread().interrupt();
        DeliveryReport report = transport().deliver(attempt());
        boolean interrupted = Thread.interrupted();

        assertThat(interrupted).isTrue();
        assertDeferred(report, ALICE, Blame.DESTINATION);
    }

    @Test
    void pythonReadsTheMailbox() throws Exception {
        boolean there = new ProcessBuilder("sh", "-c", "command -v python3").start().waitFor() == 0;
        if (!there) {
            System.out.println("SKIPPED: no python3 on this machine");
        }
        Assumptions.assumeTrue(there, "skipped: no python3 on this machine");
        transport().deliver(attempt());
        transport().deliver(attempt());

        String script =
                """
                import mailbox, sys
                box = mailbox.Maildir(sys.argv[1], create=False)
                for message in box:
                    print(message['Return-Path'], message['Delivered-To'], message['Subject'],
                          message.get_payload().strip(), message.get_subdir())
                """;
        String output = run("python3", "-c", script, mailbox(ALICE).toString());

        assertThat(output.lines())
                .hasSize(2)
                .containsOnly("<sender@client.test> alice@example.test test hello new");
    }

    private MaildirTransport transport(LineEndings lineEndings) {
        MailboxPath path = MailboxPath.parse(home.resolve("mail/{domain}/{local-part}"));
        return new MaildirTransport(path, lineEndings, Clock.systemUTC());
    }

    /** For a moment the folder is a link; then it is gone until a delivery makes it again. */
    private static void swap(Path folder, Path canary, int n) {
        try {
            Files.move(folder, folder.resolveSibling("aside" + n));
            Files.createSymbolicLink(folder, canary);
            Files.delete(folder);
        } catch (IOException _) {
            // the delivery was faster
        }
    }

    private static void assertDeferred(DeliveryReport report, Recipient recipient, Blame blame) {
        DeliveryOutcome outcome = report.outcomes().get(recipient);
        assertThat(outcome).isInstanceOf(DeliveryOutcome.Deferred.class);
        assertThat(((DeliveryOutcome.Deferred) outcome).blame()).isEqualTo(blame);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private String onlyFile(Recipient recipient) {
        assertThat(files(recipient)).hasSize(1);
        try {
            return Files.readString(files(recipient).getFirst(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> files(Recipient recipient) {
        return list(mailbox(recipient).resolve("new"));
    }

    private Path mailbox(Recipient recipient) {
        return home.resolve("mail")
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
