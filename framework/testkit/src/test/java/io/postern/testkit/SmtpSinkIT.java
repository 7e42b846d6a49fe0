// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static io.postern.testkit.SinkAction.await;
import static io.postern.testkit.SinkAction.drop;
import static io.postern.testkit.SinkAction.octets;
import static io.postern.testkit.SinkAction.reply;
import static io.postern.testkit.SinkAction.reset;
import static io.postern.testkit.SinkAction.silence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

@Timeout(30)
class SmtpSinkIT {
    private final SmtpSink sink = SmtpSink.start();

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    void keepsEnvelopeAndMessageOctetByOctet() throws InterruptedException {
        byte[] message = octetsOf(".\r\n..x\r\na\r.\r\n\n.\n.\r\n\u00e4\u0000\r\n");
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            client.expect(
                    250, client.transaction("a@b> SIZE=9", List.of("x@y", "\"q r\"@y"), message));
        }
        SinkMessage kept = sink.awaitMessages(1).getFirst();

        assertThat(kept.content()).isEqualTo(message);
        assertThat(kept.wire()).isEqualTo(RawSmtpClient.stuffed(message));
        assertThat(kept.reversePath()).isEqualTo("a@b");
        assertThat(kept.mailParameters()).isEqualTo("SIZE=9");
        assertThat(kept.recipients()).containsExactly("x@y", "\"q r\"@y");
        assertThat(kept.accepted()).isTrue();
    }

    @Test
    void emptyMessageIsEmpty() throws InterruptedException {
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            client.expect(250, client.transaction("", List.of("x@y"), new byte[0]));
        }

        assertThat(sink.awaitMessages(1).getFirst().content()).isEmpty();
    }

    @Test
    void onlyCrlfDotCrlfEndsAMessage() {
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            client.mail("a@b");
            client.rcpt("x@y");
            client.expect(354, client.command("DATA"));
            client.send("a\n.\nb\r.\rc\n.\r\nd\r\n.\ne");
            assertThat(client.silentFor(Duration.ofMillis(100))).isTrue();
            client.expect(250, client.send("\r\n.\r\n").reply());
        }
    }

    @Test
    void answersTheSecondRcptAsToldAndDrops() {
        sink.at(Stage.RCPT).nth(2).does(reply("451 4.2.1 later"), drop());
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            client.mail("a@b");
            client.expect(250, client.rcpt("x@y"));
            client.expect(451, client.rcpt("z@y"));
            client.expectClosed();
        }
    }

    @Test
    void rulesCanWantATextAndWearOut() {
        sink.at(Stage.RCPT).matching("bob").times(1).replies("450 4.2.1 busy");
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            client.mail("a@b");
            client.expect(250, client.rcpt("alice@y"));
            client.expect(450, client.rcpt("bob@y"));
            client.expect(250, client.rcpt("bob@y"));
        }
    }

    @Test
    void rulesCanStartLater() {
        sink.at(Stage.RCPT).from(2).replies("452 4.5.3 enough");
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            client.mail("a@b");
            client.expect(250, client.rcpt("1@y"));
            client.expect(452, client.rcpt("2@y"));
            client.expect(452, client.rcpt("3@y"));
        }
    }

    @Test
    void offersTheKeywordsItIsTold() {
        sink.keywords("SIZE 1000", "X-TEST");
        try (RawSmtpClient client = RawSmtpClient.connect(sink.port())) {
            client.reply();
            RawReply reply = client.ehlo("me");
            assertThat(reply.lines()).containsExactly("sink.test", "SIZE 1000", "X-TEST");
            assertThat(reply.offers("SIZE")).isTrue();
            assertThat(reply.offers("X")).isFalse();
            sink.keywords();
            assertThat(client.ehlo("me").lines()).containsExactly("sink.test");
        }
    }

    @Test
    void waitsForALatch() {
        CountDownLatch latch = new CountDownLatch(1);
        sink.at(Stage.MAIL).does(await(latch), reply("250 ok"));
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            client.send("MAIL FROM:<a@b>\r\n");
            assertThat(client.silentFor(Duration.ofMillis(100))).isTrue();
            latch.countDown();
            client.expect(250, client.reply());
        }
    }

    @Test
    void canBeSilentAndIsStillClosed() throws InterruptedException {
        sink.at(Stage.GREETING).does(silence());
        try (RawSmtpClient client = RawSmtpClient.connect(sink.port())) {
            assertThat(client.silentFor(Duration.ofMillis(100))).isTrue();
        }
        assertThat(sink.awaitSessions(1).getFirst().closed()).isTrue();
    }

    @Test
    void sendsGarbageAndResets() {
        sink.at(Stage.MAIL).does(octets("\u00ff\u0000hello\n"), reset());
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            assertThatThrownBy(() -> client.mail("a@b")).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void dropsInTheMessage() throws InterruptedException {
        sink.at(Stage.CONTENT).does(drop());
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            client.mail("a@b");
            client.rcpt("x@y");
            client.command("DATA");
            client.send("half");
            client.expectClosed();
        }
        sink.awaitSessions(1);

        assertThat(sink.messages()).isEmpty();
    }

    @Test
    void keepsARefusedMessageAndSaysSo() throws InterruptedException {
        sink.at(Stage.MESSAGE).replies("554 5.6.0 no");
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            client.expect(554, client.transaction("a@b", List.of("x@y"), octetsOf("hello\r\n")));
        }

        assertThat(sink.awaitMessages(1).getFirst().accepted()).isFalse();
    }

    @Test
    void noticesPipelining() throws InterruptedException {
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            client.send("MAIL FROM:<a@b>\r\nRCPT TO:<x@y>\r\n").replies(2);
            client.quit();
        }
        SinkSession session = sink.awaitSessions(1).getFirst();

        assertThat(session.ahead()).containsExactly(Stage.MAIL);
        assertThat(session.verbs()).containsExactly("EHLO", "MAIL", "RCPT", "QUIT");
        assertThat(session.received())
                .isEqualTo(
                        octetsOf(
                                "EHLO client.test\r\nMAIL FROM:<a@b>\r\nRCPT TO:<x@y>\r\n"
                                        + "QUIT\r\n"));
        assertThat(new String(session.sent(), StandardCharsets.ISO_8859_1))
                .startsWith("220 sink.test ESMTP\r\n250-sink.test\r\n")
                .endsWith("221 2.0.0 bye\r\n");
    }

    @Test
    void takesChunks() throws InterruptedException {
        sink.at(Stage.BDAT).nth(2).replies("250 second");
        byte[] binary = octetsOf("\u0000\n.\r\n\r");
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            client.mail("a@b");
            client.rcpt("x@y> NOTIFY=NEVER");
            client.expect(250, client.bdat(binary, false));
            assertThat(client.bdat(binary, false).text()).isEqualTo("second");
            client.expect(250, client.bdat(new byte[0], true));
            client.expect(503, client.bdat(binary, true));
        }
        SinkMessage kept = sink.awaitMessages(1).getFirst();

        assertThat(kept.content()).isEqualTo(octetsOf("\u0000\n.\r\n\r\u0000\n.\r\n\r"));
        assertThat(kept.rcptParameters()).containsExactly("NOTIFY=NEVER");
        assertThat(kept.inTls()).isFalse();
    }

    @Test
    void goesIntoTlsAndOffersOtherKeywordsThere() throws InterruptedException {
        TestCertificates authority = TestCertificates.authority("test CA");
        sink.tls(authority.server("localhost").context()).keywordsInTls("REQUIRETLS");
        try (RawSmtpClient client = RawSmtpClient.connect(sink.port())) {
            client.expect(220, client.reply());
            assertThat(client.ehlo("me").offers("STARTTLS")).isTrue();
            client.startTls(authority.trustingContext());
            assertThat(client.ehlo("me").lines()).containsExactly("sink.test", "REQUIRETLS");
            client.expect(503, client.command("STARTTLS"));
            client.expect(250, client.transaction("a@b", List.of("x@y"), octetsOf("hi\r\n")));
        }
        SinkMessage kept = sink.awaitMessages(1).getFirst();

        assertThat(kept.inTls()).isTrue();
        assertThat(kept.text()).isEqualTo("hi\r\n");
    }

    @Test
    void canBreakTheHandshake() {
        TestCertificates authority = TestCertificates.authority("test CA");
        sink.tls(authority.server("localhost").context());
        sink.at(Stage.STARTTLS).does(reply("220 go"), octets("what?\r\n"), drop());
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            assertThatThrownBy(() -> client.startTls(authority.trustingContext()))
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void failsWhenTooFewMessagesCome() {
        assertThatThrownBy(() -> sink.awaitMessages(1, Duration.ofMillis(50)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0 messages");
    }

    private static byte[] octetsOf(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
