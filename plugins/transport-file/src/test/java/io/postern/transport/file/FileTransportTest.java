// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.testkit.Addresses;
import io.postern.testkit.HostileText;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;
import io.postern.testkit.TransportContract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

@Timeout(60)
class FileTransportTest implements TransportContract {
    private static final Recipient ALICE = Addresses.recipient("alice@example.test");
    private static final Recipient ASKING =
            new Recipient(
                    Addresses.mailbox("two words@example.test"),
                    Addresses.mailbox("b@example.test"),
                    new DsnRequest(Set.of(DsnRequest.Notify.NEVER), "rfc822;b+c@example.test"));
    private static final MailOptions OPTIONS =
            new MailOptions(BodyType.SEVEN_BIT, false, true, Returned.FULL, "order 17");

    @TempDir private Path home;

    @Override
    public FileTransport transport() {
        return transport(Map.of());
    }

    private FileTransport transport(Map<String, Object> values) {
        return new FileTransport(
                (FileTransport.Options)
                        Proxy.newProxyInstance(
                                FileTransport.Options.class.getClassLoader(),
                                new Class<?>[] {FileTransport.Options.class},
                                (_, method, _) ->
                                        values.getOrDefault(
                                                method.getName(),
                                                method.getName().equals("folder")
                                                        ? home.resolve("drop/x").toString()
                                                        : method.getDefaultValue())));
    }

    @Override
    public TestAttempt attempt() {
        return TestAttempt.of(TestMessage.of("Subject: test\r\n\r\n.hello\r\n..\r\nend\r\n"))
                .options(OPTIONS)
                .to(List.of(ALICE, ASKING));
    }

    @Override
    public void arrivedFor(Collection<Recipient> recipients) {
        assertThat(recipients).allSatisfy(one -> assertThat(only()).contains("<" + one + ">"));
    }

    @Test
    void aFileIsTheClientsHalfOfASession() {
        transport().deliver(attempt());

        assertThat(only())
                .isEqualTo(
                        "EHLO mx.postern.test\r\n"
                                + "MAIL FROM:<sender@client.test> SIZE=34 REQUIRETLS RET=FULL"
                                + " ENVID=order+2017\r\n"
                                + "RCPT TO:<alice@example.test>\r\n"
                                + "RCPT TO:<\"two words\"@example.test> NOTIFY=NEVER"
                                + " ORCPT=rfc822;b+2Bc@example.test\r\n"
                                + "DATA\r\n"
                                + "Subject: test\r\n\r\n..hello\r\n...\r\nend\r\n.\r\n"
                                + "QUIT\r\n");
    }

    @Test
    void binaryMessagesAreOneChunk() {
        byte[] octets = "Subject: x\r\n\r\na\nb\r.\r\n.\r\nc".getBytes(StandardCharsets.US_ASCII);

        transport()
                .deliver(
                        attempt()
                                .message(TestMessage.of(octets))
                                .options(MailOptions.of(BodyType.BINARY_MIME))
                                .to(List.of(ALICE)));

        assertThat(only())
                .contains("BODY=BINARYMIME")
                .endsWith(
                        "BDAT 25 LAST\r\n"
                                + new String(octets, StandardCharsets.US_ASCII)
                                + "QUIT\r\n");
    }

    @Test
    void messageAndEnvelopeAreAPair() throws IOException {
        transport(Map.of("format", FileTransport.Format.EML_JSON)).deliver(attempt());

        List<Path> files = list();
        assertThat(files).hasSize(2);
        assertThat(Files.readString(files.get(0)))
                .isEqualTo("Subject: test\r\n\r\n.hello\r\n..\r\nend\r\n");
        assertThat(Files.readString(files.get(1)))
                .isEqualTo(
                        """
                        {
                          "queueId": "q1",
                          "reversePath": "sender@client.test",
                          "size": 34,
                          "body": "seven-bit",
                          "requireTls": true,
                          "ret": "full",
                          "envid": "order 17",
                          "recipients": [
                            {"mailbox": "alice@example.test"},
                            {"mailbox": "\\"two words\\"@example.test", "notify": ["never"], \
                        "orcpt": "rfc822;b+c@example.test"}
                          ]
                        }
                        """);
        assertThat(files.get(0).toString().replace(".eml", ".json"))
                .isEqualTo(files.get(1).toString());
    }

    @Test
    void anAttemptThatIsRepeatedHasTheSameNameAndAnotherHasNot() {
        transport().deliver(attempt());
        transport().deliver(attempt());
        assertThat(list()).hasSize(1);

        transport().deliver(attempt().to(List.of(ALICE)));

        assertThat(list()).hasSize(2);
    }

    @Test
    void filesAreForTheOwnerAndMaybeTheGroup() throws IOException {
        transport().deliver(attempt());
        assertThat(permissions()).isEqualTo("rw-------");

        transport(Map.of("groupReadable", true)).deliver(attempt());

        assertThat(permissions()).isEqualTo("rw-r-----");
    }

    private String permissions() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(list().getFirst()));
    }

    @Test
    void hostileAddressesMakeOrdinaryNamesAndWholeLines() throws IOException {
        for (FileTransport.Format format : FileTransport.Format.values()) {
            transport(Map.of("format", format))
                    .deliver(
                            attempt()
                                    .to(
                                            HostileText.MAILBOXES.stream()
                                                    .map(Recipient::of)
                                                    .toList()));
        }

        assertThat(list()).hasSize(3);
        assertThat(list())
                .allSatisfy(
                        file ->
                                assertThat(file.getFileName().toString())
                                        .matches("q1-[0-9a-f]{16}\\.(bsmtp|eml|json)"));
        Path batch = list().stream().filter(f -> f.toString().endsWith("bsmtp")).findFirst().get();
        assertThat(Files.readString(batch).split("\r\n", -1))
                .filteredOn(line -> line.startsWith("RCPT TO:<"))
                .hasSize(HostileText.MAILBOXES.size());
    }

    @Test
    void nothingIsLeftOfWhatCouldNotBeRead() throws IOException {
        for (FileTransport.Format format : FileTransport.Format.values()) {
            transport(Map.of("format", format))
                    .deliver(attempt().message(TestMessage.unreadable()));
        }

        assertThat(list()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeMadeBlamesTheDestination() throws IOException {
        FileTransport transport = transport();
        Files.writeString(home.resolve("drop"), "a file");

        DeliveryOutcome outcome = transport.deliver(attempt()).outcomes().get(ALICE);

        assertThat(((Deferred) outcome).blame()).isEqualTo(Blame.DESTINATION);
        Files.delete(home.resolve("drop"));
        assertThat(transport.deliver(attempt()).outcomes().get(ALICE))
                .isInstanceOf(Delivered.class);
    }

    @Test
    void badOptionsAreRefusedByName() throws IOException {
        String file = Files.writeString(home.resolve("file"), "").toString();

        assertThatThrownBy(() -> transport(Map.of("folder", file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("file transport: folder: ");
    }

    private String only() {
        assertThat(list()).hasSize(1);
        try {
            return Files.readString(list().getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> list() {
        try (Stream<Path> files = Files.list(home.resolve("drop/x"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
