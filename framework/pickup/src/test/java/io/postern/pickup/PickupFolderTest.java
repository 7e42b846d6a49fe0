// SPDX-License-Identifier: Apache-2.0
package io.postern.pickup;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.DsnRequest.Notify;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.pickup.PickupSettings.Format;
import io.postern.spool.Acceptance;
import io.postern.spool.Reception;
import io.postern.spool.Spool;
import io.postern.spool.SpoolFullException;
import io.postern.testkit.SetClock;
import io.postern.testkit.TestHost;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

@Timeout(60)
class PickupFolderTest {
    private static final String BATCH =
            "EHLO mx.client.test\r\n"
                    + "MAIL FROM:<a@client.test> SIZE=20 RET=FULL ENVID=order+2017\r\n"
                    + "RCPT TO:<alice@example.test> NOTIFY=SUCCESS,FAILURE\r\n"
                    + "RCPT TO:<\"two words\"@example.test> ORCPT=rfc822;b+2Bc@example.test\r\n"
                    + "DATA\r\nSubject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n";

    private final SetClock clock = SetClock.at("2026-12-01T10:00:00Z");
    private final List<MailEvent> events = new ArrayList<>();
    private final List<Acceptance> accepted = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private boolean full;
    @TempDir private Path home;
    private Path folder;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createDirectory(home.resolve("pickup"));
    }

    @Test
    void aBatchIsTakenWithItsWholeEnvelope() throws Exception {
        put("1.bsmtp", BATCH);

        look(Format.BSMTP);

        Envelope envelope = envelope();
        assertThat(envelope.reversePath()).hasToString("a@client.test");
        assertThat(envelope.options().returned()).isEqualTo(Returned.FULL);
        assertThat(envelope.options().envelopeId()).isEqualTo("order 17");
        assertThat(envelope.recipients())
                .extracting(Recipient::toString)
                .containsExactly("alice@example.test", "\"two words\"@example.test");
        assertThat(envelope.recipients().get(0).dsn().events())
                .containsExactlyInAnyOrder(Notify.SUCCESS, Notify.FAILURE);
        assertThat(envelope.recipients().get(1).dsn().originalRecipient())
                .isEqualTo("rfc822;b+c@example.test");
        assertThat(messages).containsExactly("Subject: x\r\n\r\n.dot\r\n");
        assertThat(head()).matches("(?s)Received: by mx.postern.test \\(Postern, pickup\\).*\r\n");
        assertThat(events).hasSize(1);
        assertThat(list(folder)).isEmpty();
    }

    @Test
    void aBinaryChunkIsAsItIs() throws Exception {
        put(
                "1.bsmtp",
                "MAIL FROM:<> BODY=BINARYMIME\r\nRCPT TO:<postmaster>\r\n"
                        + "BDAT 6\r\na\nb\r.\n"
                        + "BDAT 2 LAST\r\n.\nQUIT\r\n");

        look(Format.BSMTP);

        assertThat(messages).containsExactly("a\nb\r.\n.\n");
        assertThat(envelope().options().body()).isEqualTo(BodyType.BINARY_MIME);
        assertThat(envelope().recipients())
                .extracting(Recipient::toString)
                .containsExactly("postmaster@local.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "EHLO x\r\n",
                "MAIL FROM:<a@b.test>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n",
                "MAIL FROM:<a@b.test>\r\nRCPT TO:<a@b.test>\r\nQUIT\r\n",
                "MAIL FROM:<a@b.test>\r\nRCPT TO:<a@b.test>\r\nDATA\r\nx\r\n",
                "MAIL FROM:<a@b.test>\r\nRCPT TO:<a@b.test>\r\nDATA\r\nx\r\n.\r\n",
                "MAIL FROM:<a@b.test>\r\nRCPT TO:<a@b.test>\r\nBDAT 99 LAST\r\nx",
                "MAIL FROM:<a@b.test>\r\nRCPT TO:<nonsense\r\n",
                "RCPT TO:<a@b.test>\r\n",
                "Subject: hello\r\n\r\nhello\r\n",
                "MAIL FROM:<a@b.test>\r\n"
                        + "RCPT TO:<a@b.test>\r\n"
                        + "DATA\r\n"
                        + ".\r\n"
                        + "MAIL FROM:<>\r\n"
                        + "QUIT\r\n"
            })
    void aBrokenBatchIsPutAsideWithItsReason(String text) throws Exception {
        put("1.bsmtp", text);
        put("2.bsmtp", BATCH);

        look(Format.BSMTP);

        assertThat(accepted).hasSize(1);
        assertThat(list(folder)).containsExactly("bad");
        assertThat(list(folder.resolve("bad"))).containsExactly("1.bsmtp", "1.bsmtp.reason");
        assertThat(Files.readString(folder.resolve("bad/1.bsmtp.reason"))).isNotBlank();
    }

    @Test
    void messageAndJsonAreAPair() throws Exception {
        put(
                "1.json",
                """
                {"queueId": "q1", "reversePath": "a@client.test", "size": 9,
                 "body": "eight-bit-mime", "smtputf8": true, "ret": "headers",
                 "recipients": [{"mailbox": "b\\u00f6b@example.test", "notify": ["never"],
                                 "orcpt": "utf-8;x"}]}
                """);
        put("1.eml", "Subject: x\r\n\r\nä\r\n");
        put("2.json", "{\"reversePath\": \"\", \"recipients\": []}");
        put("2.eml", "x");
        put("3.json", "{");
        put("4.eml", "without an envelope yet");

        look(Format.EML_JSON);

        assertThat(messages).containsExactly("Subject: x\r\n\r\nä\r\n");
        assertThat(envelope().options().smtputf8()).isTrue();
        assertThat(envelope().recipients().getFirst())
                .hasToString("b\u00f6b@example.test")
                .satisfies(one -> assertThat(one.dsn().events()).containsExactly(Notify.NEVER));
        assertThat(list(folder)).containsExactly("4.eml", "bad");
        assertThat(list(folder.resolve("bad")))
                .containsExactly("2.eml", "2.json", "2.json.reason", "3.json", "3.json.reason");
    }

    @Test
    void aFileThatCanNeitherBeTakenNorPutAsideHoldsUpNoOther() throws Exception {
        put("bad", "a file where the folder should be");
        put("1.bsmtp", "no batch");
        put("2.bsmtp", BATCH);

        look(Format.BSMTP);

        assertThat(messages).hasSize(1);
        assertThat(list(folder)).contains("1.bsmtp").doesNotContain("2.bsmtp");
    }

    @Test
    void aPlainMessageNamesItsRecipientsInItsFields() throws Exception {
        put(
                "mail",
                "From: \"Ann, of A\" <ann@client.test>\nTo: bob@example.test (Bob, \\) of B),\n"
                        + " friends: carol@example.test, <dave@example.test>;\nBCC: eve,\n"
                        + " frank@example.test\nSubject: x\n\nTo: nobody@example.test\n");

        look(Format.PLAIN);

        assertThat(envelope().reversePath()).hasToString("ann@client.test");
        assertThat(envelope().recipients())
                .extracting(Recipient::toString)
                .containsExactly(
                        "bob@example.test",
                        "carol@example.test",
                        "dave@example.test",
                        "eve@local.test",
                        "frank@example.test");
        assertThat(head()).contains("Subject: x\r\n").doesNotContain("BCC", "frank");
        assertThat(messages.getFirst().substring((int) accepted.getFirst().skip()))
                .isEqualTo("\r\nTo: nobody@example.test\r\n");
    }

    @Test
    void envelopeFieldsGoBeforeOthers() throws Exception {
        put(
                "mail",
                "X-Envelope-From: <>\nX-Envelope-To: bob@example.test\nFrom: a@b.test\n"
                        + "To: c@d.test\n\nhi\n");

        look(Format.PLAIN);

        assertThat(envelope().reversePath()).hasToString("");
        assertThat(envelope().recipients())
                .extracting(Recipient::toString)
                .containsExactly("bob@example.test");
        assertThat(head()).contains("To: c@d.test").doesNotContain("X-Envelope");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no header",
                "Subject: x\n\nhi\n",
                "From: a@b.test\n\nhi\n",
                "To: a@b.test\n\nhi\n",
                "From: a@b.test\nTo: <a@b.test\n\nhi\n",
                "From: a@b.test\nTo: a b@c..d\n\nhi\n"
            })
    void aBrokenPlainMessageIsPutAside(String text) throws Exception {
        put("mail", text);

        look(Format.PLAIN);

        assertThat(accepted).isEmpty();
        assertThat(list(folder.resolve("bad"))).containsExactly("mail", "mail.reason");
    }

    @Test
    void hostileKindsOfFilesAreNotRead() throws Exception {
        Path secret = Files.writeString(home.resolve("secret"), BATCH);
        Files.createSymbolicLink(folder.resolve("1.bsmtp"), secret);
        Files.createDirectory(folder.resolve("2.bsmtp"));
        assertThat(new ProcessBuilder("mkfifo", folder + "/3.bsmtp").start().waitFor()).isZero();
        clock.advance(Duration.ofDays(365));

        look(Format.BSMTP);

        assertThat(accepted).isEmpty();
        assertThat(Files.readString(secret)).isEqualTo(BATCH);
        assertThat(list(folder)).containsExactly("2.bsmtp", "bad");
    }

    @Test
    void whatMayStillBeWrittenWaits() throws Exception {
        put("1.bsmtp", BATCH);
        Files.setLastModifiedTime(folder.resolve("1.bsmtp"), FileTime.from(clock.instant()));
        put(".2.bsmtp", BATCH);

        look(Format.BSMTP);

        assertThat(accepted).isEmpty();
        clock.advance(Duration.ofSeconds(2));
        look(Format.BSMTP);
        assertThat(accepted).hasSize(1);
        assertThat(list(folder)).containsExactly(".2.bsmtp");
    }

    @Test
    void aFullSpoolLeavesTheFiles() throws Exception {
        put("1.bsmtp", BATCH);
        full = true;

        look(Format.BSMTP);

        assertThat(list(folder)).containsExactly("1.bsmtp");
        full = false;
        look(Format.BSMTP);
        assertThat(accepted).hasSize(1);
    }

    @Test
    void tooLargeIsBroken() throws Exception {
        put("1.bsmtp", BATCH.replace("..dot", "x".repeat(5000)));

        look(Format.BSMTP);

        assertThat(Files.readString(folder.resolve("bad/1.bsmtp.reason"))).contains("larger");
    }

    @Test
    void aFolderThatIsNotThereIsWaitedFor() throws Exception {
        Files.delete(folder);

        look(Format.BSMTP);

        assertThat(accepted).isEmpty();
    }

    private void look(Format format) throws InterruptedException {
        new PickupFolder(
                        new PickupSettings(folder, format, Duration.ofSeconds(1), 4096),
                        events::add,
                        clock)
                .look(spool(), TestHost.named("mx.postern.test").local("local.test"));
    }

    private void put(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant().minusSeconds(5)));
    }

    private Envelope envelope() {
        assertThat(accepted).hasSize(1);
        return accepted.getFirst().envelope();
    }

    private String head() {
        return new String(accepted.getFirst().head(), StandardCharsets.UTF_8);
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Takes messages in, and can do nothing else. */
    private Spool spool() {
        return (Spool)
                Proxy.newProxyInstance(
                        Spool.class.getClassLoader(),
                        new Class<?>[] {Spool.class},
                        (_, method, _) -> {
                            assertThat(method.getName()).isEqualTo("receive");
                            if (full) {
                                throw new SpoolFullException("full");
                            }
                            return new Taking();
                        });
    }

    private final class Taking implements Reception {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        @Override
        public QueueId id() {
            return new QueueId("1a2b");
        }

        @Override
        public void write(ByteBuffer octets) {
            byte[] copy = new byte[octets.remaining()];
            octets.get(copy);
            written.writeBytes(copy);
        }

        @Override
        public long size() {
            return written.size();
        }

        @Override
        public Message message() {
            return TestMessage.of(written.toByteArray());
        }

        @Override
        public void commit(Acceptance acceptance) {
            accepted.add(acceptance);
            messages.add(written.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            // nothing of it counts
        }
    }
}
