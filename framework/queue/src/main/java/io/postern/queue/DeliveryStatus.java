// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.smtp.EmbeddedUnicode;
import io.postern.smtp.MailDate;
import io.postern.smtp.Utf8;
import io.postern.spool.SpooledMessage;

import java.util.regex.Pattern;

/**
 * What a report says to programs: the fields of message/delivery-status (RFC 3464 section 2) with
 * what RFC 3461 section 6.3 asks of them.
 *
 * @param hostname of the reporting MTA
 * @param utf8 whether UTF-8 may stand in it (RFC 6533 section 4)
 */
record DeliveryStatus(String hostname, SpooledMessage message, Dsn dsn, boolean utf8) {
    /** Octets of a line that others fill; RFC 5322 section 2.1.1 allows 998. */
    private static final int MOST_LINE = 900;

    private static final Pattern ADDRESS =
            Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    /** The fields of the message, then a group for each recipient; lines ended by CRLF. */
    String text() {
        StringBuilder fields = new StringBuilder();
        String envelopeId = message.options().envelopeId();
        if (!envelopeId.isEmpty()) {
            fields.append("Original-Envelope-Id: ").append(envelopeId).append("\r\n");
        }
        fields.append("Reporting-MTA: dns; ").append(hostname).append("\r\n");
        fields.append("X-Postern-Queue-ID: ").append(message.id()).append("\r\n");
        fields.append("Arrival-Date: ").append(MailDate.utc(message.received())).append("\r\n");
        for (Dsn.About about : dsn.recipients()) {
            fields.append("\r\n").append(fields(about, dsn.action(), utf8)).append(dates());
        }
        return fields.toString();
    }

    /** How much of it is about one recipient, roughly. */
    static int size(Dsn.About about, Dsn.Action action) {
        return fields(about, action, false).length();
    }

    private String dates() {
        return (dsn.isTried() ? "Last-Attempt-Date: " + MailDate.utc(dsn.tried()) + "\r\n" : "")
                + (dsn.isLimited()
                        ? "Will-Retry-Until: " + MailDate.utc(dsn.until()) + "\r\n"
                        : "");
    }

    private static String fields(Dsn.About about, Dsn.Action action, boolean utf8) {
        Recipient recipient = about.recipient();
        String given = recipient.dsn().originalRecipient();
        String host = Line.ascii(about.peer().host());
        return (given.isEmpty() ? "" : "Original-Recipient: " + original(given, utf8) + "\r\n")
                + ("Final-Recipient: " + typed(recipient.mailbox(), utf8) + "\r\n")
                + ("Action: " + action.word + "\r\n")
                + ("Status: " + about.code() + "\r\n")
                + (host.isEmpty() ? "" : "Remote-MTA: dns; " + named(host) + "\r\n")
                + ("Diagnostic-Code: " + diagnosis(about) + "\r\n");
    }

    /** An address literal where it is no name (RFC 3464 section 2.1.2). */
    private static String named(String host) {
        return ADDRESS.matcher(host).matches() ? "[" + host + "]" : host;
    }

    /** The reply; a type of our own where the reason is ours (RFC 3464 section 2.3.6). */
    private static String diagnosis(Dsn.About about) {
        String reply = Line.ascii(about.peer().reply());
        return reply.isEmpty()
                ? "x-postern; " + about.code() + " " + Line.ascii(about.text())
                : "smtp; " + reply;
    }

    /** ORCPT as it was given, which has its type already. */
    private static String original(String given, boolean utf8) {
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
}
