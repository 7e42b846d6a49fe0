// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.Message;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

@Timeout(60)
class MessageIT {
    private static final List<String> TO = List.of("b@local.test");

    @Test
    void messageIsTakenWithATraceFieldOnTop() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.inData()) {
            client.send("Received: old\r\nSubject: x\r\n\r\ntext\r\n.\r\n");
            client.expect(250, client.reply());
            assertThat(server.spool.only().text())
                    .matches(
                            "Received: from client\\.test \\(\\[127\\.0\\.0\\.1]\\)\r\n"
                                    + "\tby mx\\.test with ESMTP id q1\r\n"
                                    + "\tfor <b@local\\.test>;\r\n"
                                    + "\t\\w{3}, \\d{1,2} \\w{3} \\d{4} [0-9:]{8} [+-]\\d{4}\r\n"
                                    + "Received: old\r\nSubject: x\r\n\r\ntext\r\n");
            assertThat(server.events)
                    .filteredOn(MailEvent.Accepted.class::isInstance)
                    .singleElement()
                    .satisfies(
                            event ->
                                    assertThat(((MailEvent.Accepted) event).size())
                                            .isEqualTo(server.spool.only().octets().length));
        }
    }

    @Test
    void ofSeveralRecipientsTheTraceFieldNamesNone() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.connect()) {
            client.reply();
            client.command("HELO plain.test");
            client.expect(
                    250,
                    client.transaction(
                            "", List.of("b@local.test", "c@local.test"), octets("x\r\n")));
            assertThat(server.spool.only().text())
                    .contains("from plain.test")
                    .contains("with SMTP id")
                    .doesNotContain("for <");
        }
    }

    @Test
    void envelopeIsWhatTheClientSaid() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.mail("a@client.test> BODY=8BITMIME"));
            client.expect(250, client.rcpt("postmaster"));
            client.expect(250, client.rcpt("\"two words\"@LOCAL.test"));
            client.expect(250, client.data("x\r\n"));
            Envelope envelope = server.spool.only().acceptance().envelope();
            assertThat(envelope.reversePath()).hasToString("a@client.test");
            assertThat(envelope.options().body()).isEqualTo(Envelope.BodyType.EIGHT_BIT_MIME);
            assertThat(envelope.recipients())
                    .extracting(Object::toString)
                    .containsExactly("postmaster@local.test", "\"two words\"@local.test");
            assertThat(server.spool.only().acceptance().hold()).isEmpty();
        }
    }

    @Test
    void anyOctetsButNulAndBareLineEndsPassUnchanged() throws Exception {
        StringBuilder text = new StringBuilder("Subject: x\r\n\r\n");
        for (char octet = 1; octet < 256; octet++) {
            text.append(octet == '\r' || octet == '\n' ? "\r\n.\r\n.." : octet);
        }
        text.append("\r\n");
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.transaction("", TO, octets(text.toString())));
            assertThat(server.spool.only().withoutTrace()).isEqualTo(text.toString());
        }
    }

    @Test
    void bigMessageComesWholeInSmallPieces() throws Exception {
        byte[] line = new byte[78];
        byte[] message = new byte[25 * 1024 * 1024 / 78 * 78];
        Random random = new Random(5321);
        for (int at = 0; at < message.length; at += line.length) {
            random.nextBytes(line);
            for (int i = 0; i < line.length; i++) {
                line[i] = line[i] >= 0 && line[i] < ' ' ? (byte) '.' : line[i];
            }
            line[76] = '\r';
            line[77] = '\n';
            System.arraycopy(line, 0, message, at, line.length);
        }
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.transaction("", TO, message));
            byte[] taken = server.spool.only().octets();
            int trace = taken.length - message.length;
            assertThat(trace).isBetween(50, 400);
            assertThat(
                            java.util.Arrays.equals(
                                    taken, trace, taken.length, message, 0, message.length))
                    .isTrue();
            assertThat(server.spool.largestWrite.get()).isLessThanOrEqualTo(64 * 1024);
        }
    }

    @Test
    void senderWhoOutrunsTheSpoolIsSlowedDown() throws Exception {
        CountDownLatch disk = new CountDownLatch(1);
        AtomicLong sent = new AtomicLong();
        byte[] block = octets(("x".repeat(98) + "\r\n").repeat(1000));
        int blocks = 300;
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.inData()) {
            server.spool.atWrite = () -> awaitQuietly(disk);
            Thread sender =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (int i = 0; i < blocks; i++) {
                                            client.send(block);
                                            sent.addAndGet(block.length);
                                        }
                                        client.send(".\r\n");
                                    });
            // What fits in the system's socket buffers still goes; then nothing more.
            AtomicLong before = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(300))
                    .until(() -> sent.get() == before.getAndSet(sent.get()));
            assertThat(sent.get()).isLessThan((long) blocks * block.length);
            disk.countDown();
            sender.join();
            client.expect(250, client.reply());
            assertThat(server.spool.only().acceptance().skip()).isZero();
            assertThat(server.spool.only().octets().length).isGreaterThan(blocks * block.length);
        }
    }

    @Test
    void clientThatDoesNotReadItsRepliesIsCutOff() throws Exception {
        try (TestServer server =
                        new TestServer()
                                .limit("commandTimeout", "PT1S")
                                .limit("junkCommands", Integer.MAX_VALUE)
                                .start();
                RawSmtpClient client = server.client()) {
            byte[] commands = octets("HELP\r\n".repeat(10_000));
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    for (int i = 0; i < 1000; i++) {
                                        client.send(commands);
                                    }
                                } catch (UncheckedIOException _) {
                                    // cut off, as it should be
                                }
                            });
            await().atMost(Duration.ofSeconds(40)).until(() -> server.connections() == 0);
        }
    }

    @Test
    void editsOfPoliciesAreMadeInOrderAndEachSeesThoseBefore() throws Exception {
        StringBuilder seen = new StringBuilder();
        TestServer configured =
                new TestServer()
                        .with(
                                MessagePolicy.class,
                                (_, _) ->
                                        new MessageVerdict.Edit(
                                                List.of(
                                                        new HeaderEdit.Remove("x-old"),
                                                        new HeaderEdit.Add("X-New", "gr\u00fcn"))))
                        .with(
                                MessagePolicy.class,
                                (_, message) -> {
                                    seen.append(text(message));
                                    assertThat(message.size()).isEqualTo(seen.length() + 1);
                                    assertThat(message.isEightBit()).isTrue();
                                    assertThat(message.header("x-new")).contains("gr\u00fcn");
                                    return new MessageVerdict.Edit(
                                            List.of(new HeaderEdit.Add("X-Top", "1")));
                                });
        try (TestServer server = configured.start();
                RawSmtpClient client = server.client()) {
            String message =
                    "Subject: x\r\nX-Old: 1\r\n folded\r\nTo: y\r\nX-OLD: 2\r\n\r\nx-old: 3\r\n";
            client.expect(250, client.transaction("", TO, octets(message)));
            String head = "Subject: x\r\nTo: y\r\n\r\nx-old: 3\r\n";
            assertThat(seen.toString()).isEqualTo("X-New: gr\u00fcn\r\n" + head);
            assertThat(new String(server.spool.only().octets(), StandardCharsets.UTF_8))
                    .startsWith("Received: ")
                    .endsWith("\r\nX-Top: 1\r\nX-New: gr\u00fcn\r\n" + head);
        }
    }

    @Test
    void policyThatBreaksBetweenTwoEditsChangesNothing() throws Exception {
        TestServer configured =
                new TestServer()
                        .with(
                                MessagePolicy.class,
                                (_, _) ->
                                        new MessageVerdict.Edit(
                                                List.of(new HeaderEdit.Add("X-New", "1"))))
                        .with(
                                MessagePolicy.class,
                                (_, _) -> {
                                    throw new IllegalStateException("on purpose");
                                });
        try (TestServer server = configured.start();
                RawSmtpClient client = server.client()) {
            client.expect(451, client.transaction("", TO, octets("Subject: x\r\n\r\n")));
            assertThat(server.spool.accepted).isEmpty();
        }
    }

    @Test
    void heldMessageIsTakenWithItsReason() throws Exception {
        try (TestServer server =
                        new TestServer()
                                .with(
                                        MessagePolicy.class,
                                        (_, _) -> new MessageVerdict.Hold("looks odd"))
                                .start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.transaction("", TO, octets("x\r\n")));
            assertThat(server.spool.only().acceptance().hold()).isEqualTo("looks odd");
            assertThat(server.events).hasAtLeastOneElementOfType(MailEvent.Held.class);
        }
    }

    @Test
    void acceptEndsTheChain() throws Exception {
        try (TestServer server =
                        new TestServer()
                                .with(MessagePolicy.class, (_, _) -> new MessageVerdict.Accept())
                                .with(
                                        MessagePolicy.class,
                                        (_, _) -> new MessageVerdict.Discard("x"))
                                .start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.transaction("", TO, octets("x\r\n")));
            assertThat(server.spool.accepted).hasSize(1);
        }
    }

    private static String text(Message message) {
        try (InputStream content = message.content()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
