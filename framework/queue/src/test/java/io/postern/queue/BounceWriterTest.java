// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.transport.Peer;
import io.postern.spool.Bounce;
import io.postern.spool.SpooledMessage;
import io.postern.testkit.Addresses;
import io.postern.testkit.HostileText;
import io.postern.testkit.SetClock;
import io.postern.testkit.TestHost;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes the reports apart as a mail reader would. */
class BounceWriterTest {
    private static final Peer PEER = new Peer("mx1.example.org", "550 5.1.1 no such user");
    private final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");

    @Test
    void reportHasThreePartsAsRfc3464Says() {
        Report report = only(TestMessage.of("Subject: hi\r\nFrom: a@b\r\n\r\nbody\r\n"), about());

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

        Report report = only(TestMessage.saying("x"), about(), second);

        String[] groups = report.parts().get(1).text().split("\r\n\r\n");
        assertThat(groups).hasSize(3);
        assertThat(groups[0])
                .isEqualTo(
                        "Reporting-MTA: dns; mx.postern.test\r\n"
                                + "X-Postern-Queue-ID: M00001\r\n"
                                + "Arrival-Date: Tue, 24 Nov 2026 10:00:00 +0000");
        assertThat(groups[1])
                .isEqualTo(
                        "Original-Recipient: rfc822; alice@example.org\r\n"
                                + "Final-Recipient: rfc822; alice@example.org\r\n"
                                + "Action: failed\r\n"
                                + "Status: 5.1.1\r\n"
                                + "Remote-MTA: dns; mx1.example.org\r\n"
                                + "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
                                + "Last-Attempt-Date: Tue, 24 Nov 2026 10:00:00 +0000");
        assertThat(groups[2].strip())
                .isEqualTo(
                        "Original-Recipient: rfc822; team@local.test\r\n"
                            + "Final-Recipient: rfc822; bob@away.test\r\n"
                            + "Action: failed\r\n"
                            + "Status: 5.4.4\r\n"
                            + "Diagnostic-Code: x-postern; 5.4.4 no router takes this domain\r\n"
                            + "Last-Attempt-Date: Tue, 24 Nov 2026 10:00:00 +0000");
        assertThat(report.parts().get(0).text())
                .contains("<team@local.test>, passed on to <bob@away.test>:");
    }

    @Test
    void eightBitHeadersAreQuoted() {
        Report report = only(TestMessage.of("Subject: grüße\r\n\r\nbody\r\n"), about());

        assertThat(report.parts().get(2).encoding()).isEqualTo("quoted-printable");
        assertThat(SevenBitTest.decoded(report.parts().get(2).text()))
                .isEqualTo("Subject: grüße\r\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hugeHeaderSectionIsCutAtALineEnd() {
        String lines = "X-Filler: 0123456789\r\n".repeat(5000);
        List<Bounce> bounces = write(TestMessage.of(lines + "\r\nbody\r\n"), about());
        Report report = Report.parse(bounces.getFirst());

        assertThat(bounces.getFirst().message()).hasSizeLessThan(50_000);
        assertThat(lines).startsWith(report.parts().get(2).text());
        assertThat(report.parts().get(2).text())
                .endsWith("0123456789\r\n")
                .hasSizeGreaterThan(4000);
    }

    @Test
    void messageThatCantBeReadIsReportedWithoutItsHeaders() {
        Report report = only(TestMessage.unreadable(), about());

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
            Report report = Report.parse(bounce);

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

        Report report = only(TestMessage.saying("x"), about);

        assertThat(report.parts().get(1).text())
                .contains("Final-Recipient: utf-8; gr\\x{FC}\\x{DF}e@example.org\r\n");
        assertThat(report.parts().get(0).encoding()).isEqualTo("quoted-printable");
    }

    private static Dsn.About about() {
        return new Dsn.About(
                0, Addresses.recipient("alice@example.org"), "5.1.1", "no such user", PEER);
    }

    private Report only(Message message, Dsn.About... abouts) {
        List<Bounce> bounces = write(message, abouts);
        assertThat(bounces).hasSize(1);
        return Report.parse(bounces.getFirst());
    }

    private List<Bounce> write(Message message, Dsn.About... abouts) {
        SpooledMessage spooled =
                new FakeSpool.Spooled(
                        new QueueId("M00001"),
                        clock.instant(),
                        Addresses.reversePath("sender@example.net"),
                        message,
                        List.of(Addresses.recipient("alice@example.org")),
                        "");
        return new BounceWriter(TestHost.named("mx.postern.test"))
                .write(spooled, new Dsn(Dsn.Action.FAILED, List.of(abouts)), clock.instant());
    }

    private static String ascii(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** A multipart message taken apart by RFC 2046. */
    record Report(String head, List<Part> parts) {
        static Report parse(Bounce bounce) {
            String text = ascii(bounce.message());
            String head = text.substring(0, text.indexOf("\r\n\r\n") + 2);
            String boundary = head.replaceFirst("(?s).*boundary=\"([^\"]+)\".*", "$1");
            assertThat(text).endsWith("\r\n--" + boundary + "--\r\n");
            List<Part> parts = new ArrayList<>();
            String[] pieces = text.split("\r\n--" + boundary + "(?:--)?\r\n", -1);
            for (int i = 1; i < pieces.length - 1; i++) {
                int end = pieces[i].indexOf("\r\n\r\n");
                String fields = pieces[i].substring(0, end + 2);
                parts.add(
                        new Part(
                                field(fields, "Content-Type"),
                                field(fields, "Content-Transfer-Encoding"),
                                pieces[i].substring(end + 4)));
            }
            return new Report(head, parts);
        }

        String header(String name) {
            return field(head, name);
        }

        private static String field(String fields, String name) {
            return fields.replace("\r\n ", " ")
                    .lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .reduce((_, _) -> "two of them")
                    .orElse("none");
        }
    }

    /** One part. */
    record Part(String type, String encoding, String text) {}
}
