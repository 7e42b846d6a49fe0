// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.DsnRequest.Notify;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.HeaderPolicy;
import io.postern.api.policy.MessageEdit;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** What policies change beside the header section. */
@Timeout(60)
class MessageEditsIT {
    private static final List<String> TO = List.of("b@local.test");
    private static final DsnRequest UNTOLD = new DsnRequest(Set.of(Notify.NEVER), "");

    private static TestServer editing(MessageEdit... edits) {
        return new TestServer()
                .with(MessagePolicy.class, (_, _) -> new MessageVerdict.Edit(List.of(edits)));
    }

    private static MessageEdit.SetSender sender(String localPart) {
        return new MessageEdit.SetSender(new ReversePath.Of(Mailbox.of(localPart, "local.test")));
    }

    private static MessageEdit.AddRecipient recipient(String localPart, String domain) {
        Mailbox mailbox = Mailbox.of(localPart, domain);
        return new MessageEdit.AddRecipient(new Recipient(mailbox, mailbox, UNTOLD));
    }

    @Test
    void senderAndFurtherRecipientsAreInTheEnvelopeAndInNoField() throws Exception {
        try (TestServer server =
                        editing(
                                        sender("bounces"),
                                        recipient("archive", "elsewhere.test"),
                                        recipient("B", "local.test"),
                                        recipient("b", "local.test"))
                                .start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.transaction("a@client.test", TO, octets("x\r\n")));
            Envelope envelope = server.spool.only().acceptance().envelope();
            assertThat(envelope.reversePath()).hasToString("bounces@local.test");
            assertThat(envelope.recipients())
                    .extracting(Object::toString)
                    .containsExactly("b@local.test", "archive@elsewhere.test", "B@local.test");
            assertThat(envelope.recipients().get(1).dsn().wants(Notify.FAILURE)).isFalse();
            assertThat(envelope.recipients().getFirst().dsn()).isEqualTo(DsnRequest.NONE);
            assertThat(server.spool.only().text())
                    .contains("for <b@local.test>")
                    .doesNotContain("archive");
            assertThat(server.events)
                    .filteredOn(MailEvent.Edited.class::isInstance)
                    .singleElement()
                    .satisfies(
                            event -> {
                                MailEvent.Edited edited = (MailEvent.Edited) event;
                                assertThat(edited.policy()).isEqualTo("MessagePolicy-0");
                                assertThat(edited.changes())
                                        .contains(
                                                "sender <bounces@local.test>",
                                                "recipient <archive@elsewhere.test>");
                            });
        }
    }

    @Test
    void laterPolicySeesTheEnvelopeAsItIsNow() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>("");
        TestServer configured =
                new TestServer()
                        .with(
                                HeaderPolicy.class,
                                (_, _) ->
                                        new MessageVerdict.Edit(
                                                List.of(sender("one"), recipient("c", "x.test"))))
                        .with(
                                MessagePolicy.class,
                                (transaction, _) -> {
                                    seen.set(
                                            transaction.reversePath()
                                                    + " "
                                                    + transaction.recipients());
                                    return new MessageVerdict.Edit(
                                            List.of(
                                                    new MessageEdit.SetSender(
                                                            new ReversePath.Null())));
                                });
        try (TestServer server = configured.start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.transaction("a@client.test", TO, octets("x\r\n")));
            assertThat(seen.get()).isEqualTo("one@local.test [b@local.test, c@x.test]");
            assertThat(server.spool.only().acceptance().envelope().reversePath())
                    .isEqualTo(new ReversePath.Null());
            client.expect(250, client.transaction("a@client.test", TO, octets("x\r\n")));
            assertThat(seen.get()).startsWith("one@local.test [b@local.test, c");
        }
    }

    @Test
    void textAroundTheBodyLeavesItsOctetsAsTheyAre() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>("");
        AtomicReference<Long> size = new AtomicReference<>(0L);
        TestServer configured =
                editing(
                                new MessageEdit.Wrap("one\r\n", "zw\u00f6lf\r\n"),
                                new HeaderEdit.Add("X-New", "1"))
                        .with(
                                MessagePolicy.class,
                                (_, message) -> {
                                    seen.set(text(message));
                                    size.set(message.size());
                                    assertThat(message.isEightBit()).isTrue();
                                    return new MessageVerdict.Edit(
                                            List.of(
                                                    new MessageEdit.Wrap("", "\r\nend\r\n"),
                                                    new MessageEdit.Wrap("top\r\n", "")));
                                });
        String body = "\r\n..text\r\n".repeat(30_000);
        try (TestServer server = configured.start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.transaction("", TO, octets("Subject: x\r\n\r\n" + body)));
            String section = "X-New: 1\r\nSubject: x\r\n\r\n";
            assertThat(seen.get()).isEqualTo(section + "one\r\n" + body + "zw\u00f6lf\r\n");
            assertThat(size.get()).isEqualTo(seen.get().length() + 1);
            byte[] taken = server.spool.only().octets();
            assertThat(new String(taken, StandardCharsets.UTF_8))
                    .startsWith("Received: ")
                    .endsWith(section + "top\r\none\r\n" + body + "zw\u00f6lf\r\n\r\nend\r\n");
            assertThat(server.events)
                    .filteredOn(MailEvent.Accepted.class::isInstance)
                    .singleElement()
                    .satisfies(
                            event ->
                                    assertThat(((MailEvent.Accepted) event).size())
                                            .isEqualTo(taken.length));
        }
    }

    @Test
    void messageWithoutAnEmptyLineGetsOneBeforeTheText() throws Exception {
        try (TestServer server = editing(new MessageEdit.Wrap("top\r\n", "end\r\n")).start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.transaction("", TO, octets("Subject: x\r\ntext\r\n")));
            client.expect(250, client.transaction("", TO, octets("Subject: x\r\n")));
            client.expect(250, client.transaction("", TO, octets("text\r\n")));
            assertThat(server.spool.accepted)
                    .extracting(MemorySpool.Accepted::withoutTrace)
                    .containsExactly(
                            "Subject: x\r\n\r\ntop\r\ntext\r\nend\r\n",
                            "Subject: x\r\n\r\ntop\r\nend\r\n",
                            "\r\ntop\r\ntext\r\nend\r\n");
        }
    }

    @Test
    void verdictThatAddsTooMuchChangesNothingAndIsOurTrouble() throws Exception {
        MessageEdit text = new MessageEdit.Wrap("x".repeat(998).concat("\r\n").repeat(65), "");
        MessageEdit[] many = Collections.nCopies(17, text).toArray(MessageEdit[]::new);
        try (TestServer server = editing(many).start();
                RawSmtpClient client = server.client()) {
            client.expect(451, client.transaction("", TO, octets("x\r\n")));
        }
        MessageEdit[] people = new MessageEdit[101];
        for (int i = 0; i < people.length; i++) {
            people[i] = recipient("user" + i, "local.test");
        }
        try (TestServer server = editing(people).start();
                RawSmtpClient client = server.client()) {
            client.expect(451, client.transaction("", TO, octets("x\r\n")));
            assertThat(server.spool.accepted).isEmpty();
            assertThat(server.spool.open.get()).isZero();
        }
    }

    private static String text(Message message) {
        try (InputStream content = message.content()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
