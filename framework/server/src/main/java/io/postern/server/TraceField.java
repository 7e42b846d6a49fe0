// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.QueueId;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Received field that we put on each message (RFC 5321 section 4.4). */
final class TraceField {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    /** What fits in a line (RFC 5322 section 2.1.1) beside the rest of it. */
    private static final int RECIPIENT_LIMIT = 900;

    private TraceField() {}

    /** The field, folded, with CRLF at its end. */
    static byte[] received(Session session, QueueId id, Envelope envelope, Instant now) {
        SessionClient client = session.client();
        StringBuilder field = new StringBuilder(256);
        field.append("Received: from ")
                .append(client.helo().orElse("unknown"))
                .append(" (")
                .append(AddressLiteral.of(client.address()))
                .append(")\r\n\tby ")
                .append(session.server().host().get().hostname())
                .append(session.isExtended() ? " with ESMTP id " : " with SMTP id ")
                .append(id);
        String recipient = onlyRecipient(envelope);
        if (!recipient.isEmpty()) {
            field.append("\r\n\tfor <").append(recipient).append('>');
        }
        field.append(";\r\n\t")
                .append(DATE.format(now.atZone(ZoneId.systemDefault())))
                .append("\r\n");
        return field.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Of several recipients none is named: they needn't know of each other (section 7.2). */
    private static String onlyRecipient(Envelope envelope) {
        if (envelope.recipients().size() != 1) {
            return "";
        }
        String recipient = envelope.recipients().getFirst().original().toString();
        return recipient.length() > RECIPIENT_LIMIT ? "" : recipient;
    }
}
