// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.TlsSession;
import io.postern.smtp.MailDate;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** The Received field that we put on each message (RFC 5321 section 4.4). */
final class TraceField {
    /** What fits in a line (RFC 5322 section 2.1.1) beside the rest of it. */
    private static final int RECIPIENT_LIMIT = 900;

    private TraceField() {}

    /**
     * The field, folded, with CRLF at its end. Of recipients that policies added it says nothing.
     */
    static byte[] received(
            Session session, QueueId id, SessionTransaction transaction, Instant now) {
        SessionClient client = session.client();
        StringBuilder field = new StringBuilder(256);
        field.append("Received: from ")
                .append(client.helo().orElse("unknown"))
                .append(" (")
                .append(AddressLiteral.of(client.address()))
                .append(")");
        client.tls().ifPresent(tls -> field.append("\r\n\t(using ").append(text(tls)).append(')'));
        field.append("\r\n\tby ")
                .append(session.server().host().get().hostname())
                .append(" with ")
                .append(protocol(session, transaction))
                .append(" id ")
                .append(id);
        String recipient = onlyRecipient(transaction);
        if (!recipient.isEmpty()) {
            field.append("\r\n\tfor <").append(recipient).append('>');
        }
        field.append(";\r\n\t").append(date(now)).append("\r\n");
        return field.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A date as header fields have it (RFC 5322 section 3.3), in the system's time zone. */
    static String date(Instant when) {
        return MailDate.in(ZoneId.systemDefault(), when);
    }

    /** RFC 3848, and with SMTPUTF8 RFC 6531 section 4.3. */
    private static String protocol(Session session, SessionTransaction transaction) {
        if (!session.isExtended()) {
            return "SMTP";
        }
        return (transaction.options().smtputf8() ? "UTF8SMTP" : "ESMTP")
                + (session.client().tls().isPresent() ? "S" : "")
                + (session.client().account().isPresent() ? "A" : "");
    }

    private static String text(TlsSession tls) {
        return tls.protocol() + " with cipher " + tls.cipher();
    }

    /** Of several recipients none is named: they needn't know of each other (section 7.2). */
    private static String onlyRecipient(SessionTransaction transaction) {
        List<Recipient> named = transaction.named();
        if (named.size() != 1) {
            return "";
        }
        String recipient = named.getFirst().original().toString();
        return recipient.length() > RECIPIENT_LIMIT ? "" : recipient;
    }
}
