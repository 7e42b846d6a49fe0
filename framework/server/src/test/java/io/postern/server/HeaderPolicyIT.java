// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Headers;
import io.postern.api.mail.Status;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.HeaderPolicy;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

@Timeout(60)
class HeaderPolicyIT {
    private static final List<String> TO = List.of("b@local.test");
    private static final String SECTION = "Subject: bad\r\nX-One: 1\r\n folded\r\n";
    private static final byte[] BIG =
            octets(SECTION + "\r\n" + ("x".repeat(78) + "\r\n").repeat(64 * 1024));

    private final List<String> seen = new CopyOnWriteArrayList<>();

    /** Refuses what has the subject "bad", and writes down what it sees. */
    private MessageVerdict unlessBad(Headers headers) {
        seen.add(
                headers.headers().stream()
                        .map(field -> field.name() + "=" + field.value())
                        .collect(Collectors.joining(",")));
        return headers.header("subject").orElse("").equals("bad")
                ? new MessageVerdict.Reject(new Status.Permanent(7, 1, "bad subject"))
                : new MessageVerdict.Pass();
    }

    private TestServer refusing() {
        return new TestServer()
                .with(HeaderPolicy.class, (_, headers) -> unlessBad(headers))
                .with(
                        MessagePolicy.class,
                        (_, message) -> {
                            seen.add("message of " + message.size());
                            return new MessageVerdict.Pass();
                        });
    }

    @Test
    void bodyOfARefusedHeaderSectionIsThrownAwayAndTheSessionGoesOn() throws Exception {
        try (TestServer server = refusing().start();
                RawSmtpClient client = server.client()) {
            var refusal = client.transaction("", TO, BIG);
            assertThat(client.expect(550, refusal).toString()).contains("5.7.1 bad subject");
            assertThat(server.spool.written.get()).isEqualTo(SECTION.length() + 2);
            assertThat(server.spool.open.get()).isZero();
            assertThat(server.refusals()).containsExactly("DATA: 550 5.7.1 bad subject");
            client.expect(250, client.transaction("", TO, octets("Subject: good\r\n\r\ntext\r\n")));
            assertThat(server.spool.only().withoutTrace())
                    .isEqualTo("Subject: good\r\n\r\ntext\r\n");
            assertThat(seen)
                    .containsExactly("Subject=bad,X-One=1 folded", "Subject=good", "message of 23");
        }
    }

    @Test
    void refusedChunkIsReadToItsEndAndTheSessionGoesOn() throws Exception {
        try (TestServer server = refusing().start();
                RawSmtpClient client = server.client()) {
            for (boolean last : new boolean[] {true, false}) {
                client.expect(250, client.mail("a@client.test"));
                client.expect(250, client.rcpt("b@local.test"));
                client.expect(550, client.bdat(BIG, last));
            }
            assertThat(server.spool.written.get()).isEqualTo(2 * (SECTION.length() + 2));
            assertThat(server.spool.open.get()).isZero();
            client.expect(503, client.bdat(octets("more"), true));
            client.expect(250, client.mail("a@client.test"));
            client.expect(250, client.rcpt("b@local.test"));
            client.expect(250, client.bdat(octets("Subject: go"), false));
            client.expect(250, client.bdat(octets("od\r\n\r\ntext\r\n"), true));
            assertThat(server.spool.accepted).hasSize(1);
            assertThat(seen).hasSize(4).contains("Subject=good");
        }
    }

    @Test
    void itIsAskedBeforeAllOfTheBodyHasCome() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        HeaderPolicy policy =
                (_, _) -> {
                    asked.countDown();
                    return new MessageVerdict.Pass();
                };
        try (TestServer server = new TestServer().with(HeaderPolicy.class, policy).start();
                RawSmtpClient client = server.inData()) {
            client.send("Subject: x\r\n\r\n" + "text\r\n".repeat(1000));
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            client.send("text\r\n.\r\n");
            client.expect(250, client.reply());
        }
    }

    @Test
    void messageWithoutABodyIsAskedAboutAtItsEnd() throws Exception {
        try (TestServer server = refusing().start();
                RawSmtpClient client = server.client()) {
            client.expect(550, client.transaction("", TO, octets("Subject: bad\r\n")));
            client.expect(250, client.transaction("", TO, octets("no field\r\n")));
            assertThat(seen).containsExactly("Subject=bad", "", "message of 10");
        }
    }

    @Test
    void editsOfTheHeaderSectionAreSeenByAllThatComesLater() throws Exception {
        TestServer configured =
                new TestServer()
                        .with(
                                HeaderPolicy.class,
                                (_, _) ->
                                        new MessageVerdict.Edit(
                                                List.of(
                                                        new HeaderEdit.Remove("X-One"),
                                                        new HeaderEdit.Add("X-Two", "2"))))
                        .with(HeaderPolicy.class, (_, headers) -> unlessBad(headers))
                        .with(
                                MessagePolicy.class,
                                (_, message) -> {
                                    seen.add(names(message));
                                    return new MessageVerdict.Edit(
                                            List.of(new HeaderEdit.Add("X-Three", "3")));
                                });
        try (TestServer server = configured.start();
                RawSmtpClient client = server.client()) {
            String message = "Subject: x\r\nX-One: 1\r\n\r\n" + "text\r\n".repeat(50_000);
            client.expect(250, client.transaction("", TO, octets(message)));
            assertThat(seen).containsExactly("X-Two=2,Subject=x", "X-Two,Subject");
            assertThat(server.spool.only().withoutTrace())
                    .isEqualTo(
                            "X-Three: 3\r\nX-Two: 2\r\nSubject: x\r\n\r\n"
                                    + "text\r\n".repeat(50_000));
            assertThat(server.events)
                    .filteredOn(MailEvent.Edited.class::isInstance)
                    .extracting(event -> ((MailEvent.Edited) event).changes())
                    .containsExactly(List.of("remove X-One", "add X-Two"), List.of("add X-Three"));
        }
    }

    @Test
    void discardedMessageIsAnsweredAsATakenOne() throws Exception {
        HeaderPolicy discarding = (_, _) -> new MessageVerdict.Discard("unwanted");
        try (TestServer server =
                        new TestServer()
                                .with(HeaderPolicy.class, discarding)
                                .with(
                                        MessagePolicy.class,
                                        (_, _) -> {
                                            throw new IllegalStateException("not to be asked");
                                        })
                                .start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.transaction("", TO, BIG));
            client.expect(250, client.mail("a@client.test"));
            client.expect(250, client.rcpt("b@local.test"));
            client.expect(250, client.bdat(BIG, false));
            client.expect(250, client.bdat(BIG, true));
            assertThat(server.spool.accepted).isEmpty();
            assertThat(server.spool.written.get()).isEqualTo(2 * (SECTION.length() + 2));
            assertThat(server.events)
                    .filteredOn(MailEvent.Discarded.class::isInstance)
                    .hasSize(2)
                    .allSatisfy(
                            event ->
                                    assertThat(((MailEvent.Discarded) event).reason())
                                            .isEqualTo("unwanted"));
        }
    }

    @Test
    void whatIsHeldIsStillJudgedAsAWhole() throws Exception {
        MessagePolicy small =
                (_, message) ->
                        message.size() > 100
                                ? new MessageVerdict.Reject(new Status.Permanent(7, 0, "big"))
                                : new MessageVerdict.Accept();
        try (TestServer server =
                        new TestServer()
                                .with(HeaderPolicy.class, (_, _) -> new MessageVerdict.Hold("odd"))
                                .with(MessagePolicy.class, small)
                                .start();
                RawSmtpClient client = server.client()) {
            client.expect(550, client.transaction("", TO, octets("x\r\n".repeat(100))));
            client.expect(250, client.transaction("", TO, octets("x\r\n")));
            assertThat(server.spool.only().acceptance().hold()).isEqualTo("odd");
        }
    }

    @Test
    void brokenPolicyIsATemporaryFailure() throws Exception {
        HeaderPolicy broken =
                (_, _) -> {
                    throw new IllegalStateException("on purpose");
                };
        try (TestServer server = new TestServer().with(HeaderPolicy.class, broken).start();
                RawSmtpClient client = server.client()) {
            client.expect(451, client.transaction("", TO, BIG));
            client.expect(250, client.command("NOOP"));
            assertThat(server.spool.open.get()).isZero();
        }
    }

    @Test
    void headerSectionWithoutEndIsRefusedUnasked() throws Exception {
        try (TestServer server = refusing().start();
                RawSmtpClient client = server.client().patience(Duration.ofSeconds(30))) {
            byte[] endless = octets(("X-Field: " + "x".repeat(69) + "\r\n").repeat(20_000));
            client.expect(552, client.transaction("", TO, endless));
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void flawedHeaderSectionIsRefusedUnasked() throws Exception {
        try (TestServer server = refusing().start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.mail("a@client.test"));
            client.expect(250, client.rcpt("b@local.test"));
            client.expect(554, client.bdat(octets("Subject: a\0b\r\n\r\ntext\r\n"), true));
            assertThat(seen).isEmpty();
            assertThat(server.spool.written.get()).isZero();
        }
    }

    private static String names(Headers headers) {
        return headers.headers().stream().map(HeaderField::name).collect(Collectors.joining(","));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
