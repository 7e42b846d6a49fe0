// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.smtp.MailDate;
import io.postern.smtp.Utf8;
import io.postern.spool.SpooledMessage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * One report: multipart/report (RFC 6522) with a text for people, a message/delivery-status (RFC
 * 3464) and what comes back of the message. All of it is in 7 bits, apart from a message that comes
 * back whole, and from addresses where the one who gets the report has an address beyond US-ASCII,
 * so that it needs SMTPUTF8 in any case (RFC 6533).
 *
 * @param to who gets it
 */
record Report(QueueId id, Mailbox to, SpooledMessage message, Dsn dsn, Instant now) {
    /** Whether its header fields hold UTF-8. */
    boolean isUtf8() {
        return !Utf8.isAscii(to.toString());
    }

    /** Whether it has octets beyond US-ASCII. */
    boolean isEightBit(Enclosure enclosure) {
        return isUtf8() || enclosure.encoding().equals("8bit");
    }

    /** All of it. */
    byte[] octets(String hostname, ReportTemplates.Chosen words, Enclosure enclosure) {
        String boundary = "=_postern_" + id;
        String subject = subject(hostname, words);
        SevenBit people = SevenBit.of(forPeople(hostname, words).getBytes(StandardCharsets.UTF_8));
        return (head(hostname, subject, boundary, isEightBit(enclosure))
                        + part(
                                boundary,
                                "text/plain; charset=utf-8\r\nContent-Language: "
                                        + words.language(),
                                people.encoding(),
                                people.text())
                        + forPrograms(hostname, boundary)
                        + (enclosure.text().isEmpty()
                                ? ""
                                : part(
                                        boundary,
                                        enclosure.type(),
                                        enclosure.encoding(),
                                        enclosure.text()))
                        + ("--" + boundary + "--\r\n"))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** How much of it is about one recipient, roughly. */
    static int size(Dsn.About about, Dsn.Action action) {
        return summary(about).length() + DeliveryStatus.size(about, action);
    }

    private String head(String hostname, String subject, String boundary, boolean eightBit) {
        return "From: Mail Delivery System <MAILER-DAEMON@%s>\r\n".formatted(hostname)
                + "To: %s\r\n".formatted(octetwise(to.toString()))
                + "Subject: %s\r\n"
                        .formatted(isUtf8() ? octetwise(subject) : EncodedWords.of(subject))
                + "Date: %s\r\n".formatted(MailDate.utc(now))
                + "Message-ID: <%s@%s>\r\n".formatted(id, hostname)
                + "Auto-Submitted: auto-replied\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status;\r\n"
                + " boundary=\"%s\"\r\n".formatted(boundary)
                + (eightBit ? "Content-Transfer-Encoding: 8bit\r\n\r\n" : "\r\n")
                + "This is a delivery status notification in MIME format.\r\n\r\n";
    }

    private static String part(String boundary, String type, String encoding, String text) {
        return "--%s\r\nContent-Type: %s\r\nContent-Transfer-Encoding: %s\r\n\r\n%s\r\n"
                .formatted(boundary, type, encoding, text);
    }

    /** What people see first. */
    String subject(String hostname, ReportTemplates.Chosen words) {
        return words.template().subject(values(hostname));
    }

    /** What people read. */
    String forPeople(String hostname, ReportTemplates.Chosen words) {
        StringBuilder recipients = new StringBuilder();
        dsn.recipients().forEach(about -> recipients.append(summary(about)));
        return words.template().text(values(hostname), recipients.toString());
    }

    private Map<String, String> values(String hostname) {
        return Map.of(
                "host", hostname,
                "sender", to.toString(),
                "id", message.id().value(),
                "received", MailDate.utc(message.received()),
                "until", dsn.isLimited() ? MailDate.utc(dsn.until()) : "-");
    }

    /** What people read of a recipient, in the words of nobody's language but the host's. */
    private static String summary(Dsn.About about) {
        Recipient recipient = about.recipient();
        StringBuilder text = new StringBuilder("<").append(recipient.original()).append('>');
        if (!recipient.original().equals(recipient.mailbox())) {
            text.append(" -> <").append(recipient.mailbox()).append('>');
        }
        text.append("\r\n    ").append(about.code()).append(' ').append(Line.ascii(about.text()));
        if (!about.peer().reply().isEmpty()) {
            text.append("\r\n    ")
                    .append(Line.ascii(about.peer().host()))
                    .append(": ")
                    .append(Line.ascii(about.peer().reply()));
        }
        return text.append("\r\n\r\n").toString();
    }

    private String forPrograms(String hostname, String boundary) {
        String text = new DeliveryStatus(hostname, message, dsn, isUtf8()).text();
        return Utf8.isAscii(text)
                ? part(boundary, "message/delivery-status", "7bit", text)
                : part(boundary, "message/global-delivery-status", "8bit", octetwise(text));
    }

    /** A character for each octet of the text in UTF-8. */
    private static String octetwise(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
