// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.smtp.EmbeddedUnicode;
import io.postern.smtp.Utf8;
import io.postern.spool.SpooledMessage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * One report: multipart/report (RFC 6522) with a text for people, a message/delivery-status (RFC
 * 3464) and what comes back of the message. All of it is in 7 bits, apart from a message that comes
 * back whole, and from addresses where the one who gets the report has an address beyond US-ASCII,
 * so that it needs SMTPUTF8 in any case (RFC 6533).
 *
 * @param to who gets it
 */
record Report(QueueId id, Mailbox to, SpooledMessage message, Dsn dsn, Instant now) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /** Octets of a line that others fill; RFC 5322 section 2.1.1 allows 998. */
    private static final int MOST_LINE = 900;

    /** Whether its header fields hold UTF-8. */
    boolean isUtf8() {
        return !Utf8.isAscii(to.toString());
    }

    /** Whether it has octets beyond US-ASCII. */
    boolean isEightBit(Enclosure enclosure) {
        return isUtf8() || enclosure.encoding().equals("8bit");
    }

    /** All of it. */
    byte[] octets(String hostname, Enclosure enclosure) {
        String boundary = "=_postern_" + id;
        SevenBit people = SevenBit.of(forPeople(hostname).getBytes(StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder(head(hostname, boundary, isEightBit(enclosure)));
        text.append(part(boundary, "text/plain; charset=utf-8", people.encoding(), people.text()));
        text.append(forPrograms(hostname, boundary));
        if (!enclosure.text().isEmpty()) {
            String encoding = enclosure.encoding();
            text.append(part(boundary, enclosure.type(), encoding, enclosure.text()));
        }
        text.append("--").append(boundary).append("--\r\n");
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** How much of it is about one recipient, roughly. */
    static int size(Dsn.About about, Dsn.Action action) {
        return summary(about).length() + fields(about, action, false).length();
    }

    private String head(String hostname, String boundary, boolean eightBit) {
        return "From: Mail Delivery System <MAILER-DAEMON@%s>\r\n".formatted(hostname)
                + "To: %s\r\n".formatted(octetwise(to.toString()))
                + "Subject: %s\r\n".formatted(subject())
                + "Date: %s\r\n".formatted(DATE.format(now))
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

    private String subject() {
        return switch (dsn.action()) {
            case FAILED -> "Undelivered mail returned to sender";
            case DELAYED -> "Delayed mail, still being tried";
            case DELIVERED, RELAYED, EXPANDED -> "Successful mail delivery report";
        };
    }

    private String forPeople(String hostname) {
        StringBuilder text =
                new StringBuilder("This is the mail system at %s.\r\n\r\n".formatted(hostname));
        introduction().forEach(line -> text.append(line).append("\r\n"));
        dsn.recipients().forEach(about -> text.append(summary(about)));
        return text.toString();
    }

    private List<String> introduction() {
        return switch (dsn.action()) {
            case FAILED ->
                    List.of(
                            "Your message couldn't be delivered to the recipients below.",
                            "It won't be tried again.",
                            "");
            case DELAYED ->
                    List.of(
                            "Your message hasn't been delivered to the recipients below yet.",
                            "It is still being tried; you needn't send it again.",
                            "");
            case DELIVERED -> List.of("Your message was delivered to the recipients below.", "");
            case RELAYED ->
                    List.of(
                            "Your message was passed on for the recipients below, to a host",
                            "that won't tell you when it is delivered.",
                            "");
            case EXPANDED ->
                    List.of(
                            "Your message was taken for the recipients below, each of which",
                            "stands for others. You won't be told when those have got it.",
                            "");
        };
    }

    /** What people read of a recipient. */
    private static String summary(Dsn.About about) {
        Recipient recipient = about.recipient();
        StringBuilder text = new StringBuilder("<").append(recipient.original()).append('>');
        if (!recipient.original().equals(recipient.mailbox())) {
            text.append(", passed on to <").append(recipient.mailbox()).append('>');
        }
        text.append(":\r\n    ").append(about.code()).append(' ').append(Line.ascii(about.text()));
        if (!about.peer().reply().isEmpty()) {
            text.append("\r\n    ")
                    .append(Line.ascii(about.peer().host()))
                    .append(" said: ")
                    .append(Line.ascii(about.peer().reply()));
        }
        return text.append("\r\n\r\n").toString();
    }

    private String forPrograms(String hostname, String boundary) {
        String envelopeId = message.options().envelopeId();
        StringBuilder fields = new StringBuilder();
        if (!envelopeId.isEmpty()) {
            fields.append("Original-Envelope-Id: ").append(envelopeId).append("\r\n");
        }
        fields.append("Reporting-MTA: dns; ").append(hostname).append("\r\n");
        fields.append("X-Postern-Queue-ID: ").append(message.id()).append("\r\n");
        fields.append("Arrival-Date: ").append(DATE.format(message.received())).append("\r\n");
        for (Dsn.About about : dsn.recipients()) {
            fields.append("\r\n").append(fields(about, dsn.action(), isUtf8()));
            fields.append("Last-Attempt-Date: ").append(DATE.format(now)).append("\r\n");
        }
        String text = fields.toString();
        return Utf8.isAscii(text)
                ? part(boundary, "message/delivery-status", "7bit", text)
                : part(boundary, "message/global-delivery-status", "8bit", octetwise(text));
    }

    /** What programs read of a recipient (RFC 3464 section 2.3), without the time. */
    private static String fields(Dsn.About about, Dsn.Action action, boolean utf8) {
        StringBuilder fields = new StringBuilder();
        Recipient recipient = about.recipient();
        fields.append("Original-Recipient: ").append(original(recipient, utf8));
        fields.append("\r\nFinal-Recipient: ").append(typed(recipient.mailbox(), utf8));
        fields.append("\r\nAction: ").append(action.word);
        fields.append("\r\nStatus: ").append(about.code()).append("\r\n");
        if (!about.peer().host().isEmpty()) {
            fields.append("Remote-MTA: dns; ").append(Line.ascii(about.peer().host()));
            fields.append("\r\n");
        }
        fields.append("Diagnostic-Code: ");
        if (about.peer().reply().isEmpty()) {
            fields.append("x-postern; ").append(about.code()).append(' ');
            fields.append(Line.ascii(about.text()));
        } else {
            fields.append("smtp; ").append(Line.ascii(about.peer().reply()));
        }
        return fields.append("\r\n").toString();
    }

    /** ORCPT as it was given; else who the client named, as a relay may put it in its place. */
    private static String original(Recipient recipient, boolean utf8) {
        DsnRequest dsn = recipient.dsn();
        String given = dsn.originalRecipient();
        if (given.isEmpty()) {
            return typed(recipient.original(), utf8);
        }
        return utf8 ? cut(given, MOST_LINE / 3) : escaped(given);
    }

    /** With its type; letters beyond US-ASCII as they are, or as RFC 6533 section 3 has them. */
    private static String typed(Mailbox mailbox, boolean utf8) {
        String text = mailbox.toString();
        if (Utf8.isAscii(text)) {
            return "rfc822; " + cut(text, MOST_LINE);
        }
        return "utf-8; "
                + (utf8 ? cut(text, MOST_LINE / 3) : cut(EmbeddedUnicode.encode(text), MOST_LINE));
    }

    /** What isn't US-ASCII as RFC 6533 section 3 escapes it, the rest as it is. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            if (c < 127) {
                                escaped.appendCodePoint(c);
                            } else {
                                escaped.append(EmbeddedUnicode.encode(Character.toString(c)));
                            }
                        });
        return cut(escaped.toString(), MOST_LINE);
    }

    private static String cut(String text, int most) {
        return text.substring(0, Math.min(text.length(), most));
    }

    /** A character for each octet of the text in UTF-8. */
    private static String octetwise(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
