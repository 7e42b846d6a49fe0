// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.transport.Peer;
import io.postern.queue.ReadReport.Part;
import io.postern.spool.Bounce;
import io.postern.spool.SpooledMessage;
import io.postern.testkit.Addresses;
import io.postern.testkit.HostileText;
import io.postern.testkit.SetClock;
import io.postern.testkit.TestHost;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes the reports apart as a mail reader would. */
class BounceWriterTest {
    private static final Peer PEER = new Peer("mx1.example.org", "550 5.1.1 no such user");
    private final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
    private Mailbox sender = Addresses.mailbox("sender@example.net");
    private MailOptions options = MailOptions.NONE;
    private Dsn.Action action = Dsn.Action.FAILED;
    private ReportTemplates templates = ReportTemplates.BUILT_IN;

    @Test
    void reportHasThreePartsAsRfc3464Says() {
        ReadReport report =
                only(TestMessage.of("Subject: hi\r\nFrom: a@b\r\n\r\nbody\r\n"), about());

        assertThat(report.header("From"))
                .isEqualTo("Mail Delivery System <MAILER-DAEMON@mx.postern.test>");
        assertThat(report.header("To")).isEqualTo("sender@example.net");
        assertThat(report.header("Auto-Submitted")).isEqualTo("auto-replied");
        assertThat(report.header("MIME-Version")).isEqualTo("1.0");
        assertThat(report.header("Date")).isEqualTo("Tue, 24 Nov 2026 10:00:00 +0000");
        assertThat(report.header("Content-Type"))
                .startsWith("multipart/report; report-type=delivery-status;");
        assertThat(report.parts()).hasSize(3);
        assertThat(report.parts().get(0).type()).startsWith("text/plain");
        assertThat(report.parts().get(1).type()).isEqualTo("message/delivery-status");
        assertThat(report.parts().get(2).type()).isEqualTo("text/rfc822-headers");
        assertThat(report.parts().get(2).text()).isEqualTo("Subject: hi\r\nFrom: a@b\r\n");
    }

    @Test
    void deliveryStatusHasAGroupForEachRecipient() {
        Dsn.About second =
                new Dsn.About(
                        1,
                        Recipient.of(Addresses.mailbox("team@local.test"))
                                .redirectedTo(Addresses.mailbox("bob@away.test")),
                        "5.4.4",
                        "no router takes this domain",
                        Peer.NONE);

        ReadReport report = only(TestMessage.saying("x"), about(), second);

        String[] groups = report.parts().get(1).text().split("\r\n\r\n");
        assertThat(groups).hasSize(3);
        assertThat(groups[0])
                .isEqualTo(
                        "Reporting-MTA: dns; mx.postern.test\r\n"
                                + "X-Postern-Queue-ID: M00001\r\n"
                                + "Arrival-Date: Tue, 24 Nov 2026 10:00:00 +0000");
        assertThat(groups[1])
                .isEqualTo(
                        "Final-Recipient: rfc822; alice@example.org\r\n"
                                + "Action: failed\r\n"
                                + "Status: 5.1.1\r\n"
                                + "Remote-MTA: dns; mx1.example.org\r\n"
                                + "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
                                + "Last-Attempt-Date: Tue, 24 Nov 2026 10:00:00 +0000");
        assertThat(groups[2].strip())
                .isEqualTo(
                        "Final-Recipient: rfc822; bob@away.test\r\n"
                            + "Action: failed\r\n"
                            + "Status: 5.4.4\r\n"
                            + "Diagnostic-Code: x-postern; 5.4.4 no router takes this domain\r\n"
                            + "Last-Attempt-Date: Tue, 24 Nov 2026 10:00:00 +0000");
        assertThat(report.parts().get(0).text())
                .contains("<team@local.test> -> <bob@away.test>\r\n");
    }

    @Test
    void eightBitHeadersAreQuoted() {
        ReadReport report = only(TestMessage.of("Subject: grüße\r\n\r\nbody\r\n"), about());

        assertThat(report.parts().get(2).encoding()).isEqualTo("quoted-printable");
        assertThat(SevenBitTest.decoded(report.parts().get(2).text()))
                .isEqualTo("Subject: grüße\r\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hugeHeaderSectionIsCutAtALineEnd() {
        String lines = "X-Filler: 0123456789\r\n".repeat(5000);
        List<Bounce> bounces = write(TestMessage.of(lines + "\r\nbody\r\n"), about());
        ReadReport report = ReadReport.of(bounces.getFirst());

        assertThat(bounces.getFirst().message()).hasSizeLessThan(50_000);
        assertThat(lines).startsWith(report.parts().get(2).text());
        assertThat(report.parts().get(2).text())
                .endsWith("0123456789\r\n")
                .hasSizeGreaterThan(4000);
    }

    @Test
    void messageThatCantBeReadIsReportedWithoutItsHeaders() {
        ReadReport report = only(TestMessage.unreadable(), about());

        assertThat(report.parts()).hasSize(2);
    }

    @Test
    void thousandRecipientsAreAllToldAndNoReportIsTooBig() {
        List<Dsn.About> abouts = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            abouts.add(
                    new Dsn.About(
                            i,
                            Addresses.recipient("recipient" + i + "@example.org"),
                            "5.1.1",
                            "x".repeat(2000),
                            new Peer("mx.example.org", "550 " + "y".repeat(2000))));
        }
        TestMessage message = TestMessage.of("X-Ü: ü\r\n".repeat(5000) + "\r\n");

        List<Bounce> bounces = write(message, abouts.toArray(Dsn.About[]::new));

        assertThat(bounces).allSatisfy(b -> assertThat(b.message()).hasSizeLessThan(50_000));
        assertThat(bounces).extracting(Bounce::id).doesNotHaveDuplicates();
        String all = bounces.stream().map(b -> ascii(b.message())).reduce("", String::concat);
        assertThat(all.split("\r\nFinal-Recipient: ")).hasSize(1001);
    }

    @Test
    void nothingFromOutsideBecomesControl() {
        for (Mailbox mailbox : HostileText.MAILBOXES) {
            Dsn.About hostile =
                    new Dsn.About(
                            0,
                            Recipient.of(mailbox),
                            "5.0.0",
                            "text\r\nAction: delivered\r\n\r\nü",
                            new Peer("host\r\nX: y", "550 no\r\nStatus: 2.0.0\nü"));
            Bounce bounce = write(TestMessage.saying("x"), hostile).getFirst();
            ReadReport report = ReadReport.of(bounce);

            assertThat(bounce.message()).doesNotContain((byte) 0xc3);
            assertThat(ascii(bounce.message()).replace("\r\n", "")).doesNotContain("\r", "\n");
            assertThat(report.parts()).hasSize(3);
            assertThat(report.parts().get(1).text().split("\r\n\r\n")).hasSize(2);
            assertThat(report.parts().get(1).text().lines())
                    .noneMatch(line -> line.startsWith("Action: delivered"))
                    .noneMatch(line -> line.startsWith("Status: 2"))
                    .noneMatch(line -> line.startsWith("X: y"));
        }
    }

    @Test
    void mailboxBeyondAsciiIsWrittenInSevenBits() {
        Dsn.About about =
                new Dsn.About(
                        0, Recipient.of(Mailbox.of("grüße", "example.org")), "5.1.1", "no", PEER);

        ReadReport report = only(TestMessage.saying("x"), about);

        assertThat(report.parts().get(1).text())
                .contains("Final-Recipient: utf-8; gr\\x{FC}\\x{DF}e@example.org\r\n");
        assertThat(report.parts().get(0).encoding()).isEqualTo("quoted-printable");
    }

    @Test
    void envelopeIdAndOrcptComeBackAsTheyWereGiven() {
        options = new MailOptions(BodyType.SEVEN_BIT, false, false, Returned.UNSAID, "QQ+314159=");
        Dsn.About about = about("rfc822;Bob+Smith=x@example.com");

        ReadReport report = only(TestMessage.saying("x"), about);

        assertThat(report.parts().get(1).text())
                .startsWith("Original-Envelope-Id: QQ+314159=\r\nReporting-MTA: ")
                .contains(
                        "\r\nOriginal-Recipient: rfc822;Bob+Smith=x@example.com\r\n"
                                + "Final-Recipient: rfc822; alice@example.org\r\n");
    }

    @Test
    void orcptBeyondAsciiIsWrittenInSevenBitsAndCut() {
        Dsn.About about = about("utf-8;" + "ü".repeat(500) + "@example.org");

        ReadReport report = only(TestMessage.saying("x"), about);

        assertThat(report.parts().get(1).type()).isEqualTo("message/delivery-status");
        assertThat(report.parts().get(1).text())
                .contains("Original-Recipient: utf-8;\\x{FC}\\x{FC}");
        assertThat(report.parts().get(1).text().lines()).allMatch(line -> line.length() <= 998);
    }

    @Test
    void wholeMessageComesBackWhereItIsAskedFor() {
        options = returning(Returned.FULL);
        String text = "Subject: hi\r\n\r\nthe body\r\n";

        ReadReport report = only(TestMessage.of(text), about());

        assertThat(report.parts().get(2))
                .isEqualTo(new Part("message/rfc822", "none", "7bit", text));
        assertThat(report.envelope().options()).isEqualTo(MailOptions.NONE);
    }

    @Test
    void wholeMessageInEightBitsMakesTheReportEightBit() {
        options = returning(Returned.FULL);

        ReadReport report = only(TestMessage.of("Subject: hi\r\n\r\ngrüße\r\n"), about());

        assertThat(report.parts().get(2).type()).isEqualTo("message/rfc822");
        assertThat(report.parts().get(2).encoding()).isEqualTo("8bit");
        assertThat(report.header("Content-Transfer-Encoding")).isEqualTo("8bit");
        assertThat(report.envelope().options()).isEqualTo(MailOptions.of(BodyType.EIGHT_BIT_MIME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\ry\r\n", "x\ny\r\n", "x\u0000\r\n", "no end"})
    void messageThatIsNoTextComesBackByItsHeaders(String body) {
        options = returning(Returned.FULL);

        ReadReport report = only(TestMessage.of("Subject: hi\r\n\r\n" + body), about());

        assertThat(report.parts().get(2).type()).isEqualTo("text/rfc822-headers");
        assertThat(report.parts().get(2).text()).isEqualTo("Subject: hi\r\n");
    }

    @Test
    void onlyHeadersOfALongMessageOrLineComeBack() {
        options = returning(Returned.FULL);
        TestMessage large = TestMessage.of("Subject: hi\r\n\r\n" + "12345678\r\n".repeat(200));
        TestMessage wide = TestMessage.of("Subject: hi\r\n\r\n" + "x".repeat(999) + "\r\n");

        for (Message message : List.of(large, wide)) {
            assertThat(only(message, about()).parts().get(2).text()).isEqualTo("Subject: hi\r\n");
        }
    }

    @Test
    void bodyStaysAwayUnlessAFailureIsReportedAndItMayComeBack() {
        MailOptions binary = new MailOptions(BodyType.BINARY_MIME, false, false, Returned.FULL, "");
        for (MailOptions asked :
                List.of(MailOptions.NONE, returning(Returned.HEADERS), requireTls(), binary)) {
            options = asked;
            assertThat(only(TestMessage.saying("secret"), about()).parts().get(2).text())
                    .isEqualTo("Subject: test\r\n");
        }
        options = returning(Returned.FULL);
        for (Dsn.Action other : Dsn.Action.values()) {
            action = other;
            ReadReport report = only(TestMessage.saying("secret"), about());
            assertThat(report.parts().get(1).text()).contains("\r\nAction: " + other.word + "\r\n");
            assertThat(report.parts().get(2).text().contains("secret"))
                    .isEqualTo(other == Dsn.Action.FAILED);
        }
    }

    @Test
    void reportOfMailThatHadToStayInTlsHasToAsWell() {
        options = requireTls();

        ReadReport report = only(TestMessage.saying("x"), about());

        assertThat(report.envelope().options())
                .isEqualTo(new MailOptions(BodyType.SEVEN_BIT, false, true, Returned.UNSAID, ""));
    }

    @Test
    void senderBeyondAsciiGetsAReportInUtf8() {
        sender = Mailbox.of("jürgen", "example.net");
        options = new MailOptions(BodyType.EIGHT_BIT_MIME, true, false, Returned.UNSAID, "");
        Dsn.About about =
                new Dsn.About(
                        0, Recipient.of(Mailbox.of("grüße", "example.org")), "5.1.1", "no", PEER);

        ReadReport report = only(TestMessage.of("Subject: grüße\r\n\r\nx\r\n"), about);

        assertThat(report.envelope().options())
                .isEqualTo(
                        new MailOptions(BodyType.EIGHT_BIT_MIME, true, false, Returned.UNSAID, ""));
        assertThat(utf8(report.header("To"))).isEqualTo("jürgen@example.net");
        assertThat(report.header("Content-Transfer-Encoding")).isEqualTo("8bit");
        assertThat(report.parts().get(1).type()).isEqualTo("message/global-delivery-status");
        assertThat(utf8(report.parts().get(1).text()))
                .contains("Final-Recipient: utf-8; grüße@example.org\r\n");
        assertThat(report.parts().get(2).type()).isEqualTo("message/global-headers");
        assertThat(report.parts().get(2).encoding()).isEqualTo("quoted-printable");
    }

    @Test
    void wholeMessageThatNeedsSmtputf8ComesBackAsOne() {
        options = new MailOptions(BodyType.EIGHT_BIT_MIME, true, false, Returned.FULL, "");

        ReadReport report = only(TestMessage.of("Subject: grüße\r\n\r\nx\r\n"), about());

        assertThat(report.parts().get(2).type()).isEqualTo("message/global");
        assertThat(report.parts().get(2).encoding()).isEqualTo("8bit");
    }

    @Test
    void textForPeopleSpeaksTheLanguageOfTheMessageAndSaysWhich() {
        ReadReport english = only(TestMessage.of("Accept-Language: xx, fr\r\n\r\n"), about());
        assertThat(english.parts().getFirst().language()).isEqualTo("en");
        templates = ReportTemplates.with(Map.of(ReportKind.FAILED, Map.of("de", german())));

        ReadReport report = only(TestMessage.of("Accept-Language: de-AT\r\n\r\n"), about());

        Part people = report.parts().getFirst();
        assertThat(people.language()).isEqualTo("de");
        assertThat(people.type()).isEqualTo("text/plain; charset=utf-8");
        assertThat(people.encoding()).isEqualTo("quoted-printable");
        assertThat(new String(SevenBitTest.decoded(people.text()), StandardCharsets.UTF_8))
                .startsWith("Grüße von mx.postern.test\r\n<alice@example.org>\r\n    5.1.1 ");
        assertThat(report.header("Subject")).isEqualTo("=?utf-8?B?enVyw7xjaw==?=");
        assertThat(report.parts().get(1)).isEqualTo(english.parts().get(1));

        sender = Mailbox.of("jürgen", "example.net");
        ReadReport utf8 = only(TestMessage.of("Content-Language: de\r\n\r\n"), about());
        assertThat(utf8(utf8.header("Subject"))).isEqualTo("zurück");
    }

    private static ReportTemplate german() {
        return new ReportTemplate("zurück", "Grüße von ${host}\n${recipients}\n");
    }

    private static MailOptions returning(Returned returned) {
        return new MailOptions(BodyType.SEVEN_BIT, false, false, returned, "");
    }

    private static MailOptions requireTls() {
        return new MailOptions(BodyType.SEVEN_BIT, false, true, Returned.FULL, "");
    }

    private static Dsn.About about(String orcpt) {
        Mailbox mailbox = Addresses.mailbox("alice@example.org");
        Recipient recipient = new Recipient(mailbox, mailbox, new DsnRequest(Set.of(), orcpt));
        return new Dsn.About(0, recipient, "5.1.1", "no such user", PEER);
    }

    private static String utf8(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static Dsn.About about() {
        return new Dsn.About(
                0, Addresses.recipient("alice@example.org"), "5.1.1", "no such user", PEER);
    }

    private ReadReport only(Message message, Dsn.About... abouts) {
        List<Bounce> bounces = write(message, abouts);
        assertThat(bounces).hasSize(1);
        return ReadReport.of(bounces.getFirst());
    }

    private List<Bounce> write(Message message, Dsn.About... abouts) {
        SpooledMessage spooled =
                new FakeSpool.Spooled(
                        new QueueId("M00001"),
                        clock.instant(),
                        new Envelope(
                                new ReversePath.Of(sender),
                                Addresses.recipients("alice@example.org"),
                                options),
                        message,
                        "");
        return new BounceWriter(
                        TestHost.named("mx.postern.test"),
                        new Reporting(2000, new ReversePath.Null(), List.of(), () -> templates))
                .write(
                        spooled,
                        spooled.reversePath(),
                        List.of(new Dsn(action, List.of(abouts), clock.instant(), Instant.MAX)),
                        clock.instant());
    }

    private static String ascii(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
