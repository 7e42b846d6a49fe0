// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.spool.Bounce;
import io.postern.spool.SpoolUnavailableException;
import io.postern.spool.SpooledMessage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Writes what the sender is told: multipart/report (RFC 6522) with a text for people, a
 * message/delivery-status (RFC 3464) and the header section of the message, all in 7 bits. A report
 * stays under 50 KB; where more recipients failed than fit, several are written. Reads the
 * message's headers, so it blocks for the disk; where they can't be read the report goes without
 * them.
 */
final class BounceWriter {
    private static final int MOST_HEADER_OCTETS = 8 * 1024;
    private static final int MOST_RECIPIENT_CHARS = 20 * 1024;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final HostIdentity host;

    BounceWriter(HostIdentity host) {
        this.host = host;
    }

    /**
     * Writes the reports; none for the null reverse-path, which nobody would get (RFC 5321 section
     * 4.5.5). The same report of the same message always has the same name.
     */
    List<Bounce> write(SpooledMessage message, Dsn dsn, Instant now) {
        if (!(message.reversePath() instanceof ReversePath.Of(Mailbox sender))
                || dsn.recipients().isEmpty()) {
            return List.of();
        }
        SevenBit headers = SevenBit.of(headers(message));
        List<Bounce> bounces = new ArrayList<>();
        for (Dsn part : parts(dsn)) {
            QueueId id = id(message.id(), part);
            Envelope envelope =
                    new Envelope(
                            new ReversePath.Null(),
                            List.of(Recipient.of(sender)),
                            MailOptions.of(Envelope.BodyType.SEVEN_BIT));
            String text = new Report(id, sender, message, part, now).text(headers);
            bounces.add(new Bounce(id, envelope, text.getBytes(StandardCharsets.US_ASCII)));
        }
        return bounces;
    }

    private static List<Dsn> parts(Dsn dsn) {
        List<Dsn> parts = new ArrayList<>();
        List<Dsn.About> part = new ArrayList<>();
        int size = 0;
        for (Dsn.About about : dsn.recipients()) {
            int needed = summary(about).length() + fields(about, dsn.action()).length();
            if (size + needed > MOST_RECIPIENT_CHARS && !part.isEmpty()) {
                parts.add(new Dsn(dsn.action(), part));
                part.clear();
                size = 0;
            }
            part.add(about);
            size += needed;
        }
        parts.add(new Dsn(dsn.action(), part));
        return parts;
    }

    /** The message's name, and a hash of what is said of whom. */
    private static QueueId id(QueueId message, Dsn dsn) {
        StringBuilder event = new StringBuilder(dsn.action().word);
        dsn.recipients().forEach(about -> event.append(' ').append(about.index()));
        byte[] octets = (message + " " + event).getBytes(StandardCharsets.US_ASCII);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(octets);
            return new QueueId(message.value() + "b" + HexFormat.of().formatHex(hash, 0, 5));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /** The first lines of the header section, whole ones, as they are. */
    private static byte[] headers(SpooledMessage message) {
        try (InputStream content = message.message().content()) {
            byte[] start = content.readNBytes(MOST_HEADER_OCTETS);
            int end = 0;
            for (int i = 0; i + 1 < start.length; i++) {
                if (start[i] == '\r' && start[i + 1] == '\n') {
                    if (i == end) {
                        break;
                    }
                    end = i + 2;
                }
            }
            return Arrays.copyOf(start, end);
        } catch (IOException | UncheckedIOException | SpoolUnavailableException _) {
            return new byte[0];
        }
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

    /** What programs read of it (RFC 3464 section 2.3), without the time. */
    private static String fields(Dsn.About about, Dsn.Action action) {
        StringBuilder fields = new StringBuilder();
        fields.append("Original-Recipient: ").append(typed(about.recipient().original()));
        fields.append("\r\nFinal-Recipient: ").append(typed(about.recipient().mailbox()));
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

    /** With its type; letters beyond US-ASCII as RFC 6533 section 3 writes them in 7 bits. */
    private static String typed(Mailbox mailbox) {
        String text = mailbox.toString();
        if (text.chars().allMatch(c -> c < 128)) {
            return "rfc822; " + text;
        }
        StringBuilder typed = new StringBuilder("utf-8; ");
        text.codePoints()
                .forEach(
                        c -> {
                            if (c > ' ' && c < 127 && c != '\\' && c != '+' && c != '=') {
                                typed.appendCodePoint(c);
                            } else {
                                typed.append(String.format("\\x{%X}", c));
                            }
                        });
        return typed.toString();
    }

    /** One report. */
    private final class Report {
        private final QueueId id;
        private final Mailbox to;
        private final SpooledMessage message;
        private final Dsn dsn;
        private final Instant now;
        private final String hostname = host.hostname();

        Report(QueueId id, Mailbox to, SpooledMessage message, Dsn dsn, Instant now) {
            this.id = id;
            this.to = to;
            this.message = message;
            this.dsn = dsn;
            this.now = now;
        }

        String text(SevenBit headers) {
            String boundary = "=_postern_" + id;
            SevenBit people = SevenBit.of(forPeople().getBytes(StandardCharsets.UTF_8));
            return head(boundary)
                    + part(boundary, "text/plain; charset=utf-8", people)
                    + part(boundary, "message/delivery-status", new SevenBit("7bit", forPrograms()))
                    + (headers.text().isEmpty()
                            ? ""
                            : part(boundary, "text/rfc822-headers", headers))
                    + "--"
                    + boundary
                    + "--\r\n";
        }

        private String head(String boundary) {
            String address = to.toString();
            boolean ascii = address.chars().allMatch(c -> c < 128);
            return "From: Mail Delivery System <MAILER-DAEMON@%s>\r\n".formatted(hostname)
                    + "To: %s\r\n".formatted(ascii ? address : "undisclosed-recipients:;")
                    + "Subject: %s\r\n".formatted(subject())
                    + "Date: %s\r\n".formatted(DATE.format(now))
                    + "Message-ID: <%s@%s>\r\n".formatted(id, hostname)
                    + "Auto-Submitted: auto-replied\r\n"
                    + "MIME-Version: 1.0\r\n"
                    + "Content-Type: multipart/report; report-type=delivery-status;\r\n"
                    + " boundary=\"%s\"\r\n\r\n".formatted(boundary)
                    + "This is a delivery status notification in MIME format.\r\n\r\n";
        }

        private static String part(String boundary, String type, SevenBit body) {
            return "--%s\r\nContent-Type: %s\r\nContent-Transfer-Encoding: %s\r\n\r\n%s\r\n"
                    .formatted(boundary, type, body.encoding(), body.text());
        }

        private String subject() {
            return switch (dsn.action()) {
                case FAILED -> "Undelivered mail returned to sender";
                case DELAYED -> "Delayed mail, still being tried";
            };
        }

        private String forPeople() {
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
            };
        }

        private String forPrograms() {
            StringBuilder fields = new StringBuilder("Reporting-MTA: dns; " + hostname + "\r\n");
            fields.append("X-Postern-Queue-ID: ").append(message.id()).append("\r\n");
            fields.append("Arrival-Date: ").append(DATE.format(message.received()));
            fields.append("\r\n");
            for (Dsn.About about : dsn.recipients()) {
                fields.append("\r\n").append(fields(about, dsn.action()));
                fields.append("Last-Attempt-Date: ").append(DATE.format(now)).append("\r\n");
            }
            return fields.toString();
        }
    }
}
