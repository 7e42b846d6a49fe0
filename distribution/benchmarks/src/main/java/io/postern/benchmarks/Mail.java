// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.spool.Acceptance;
import io.postern.spool.Reception;
import io.postern.spool.RecipientChange;
import io.postern.spool.RecipientState;
import io.postern.spool.Spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Messages as they come every day, and their way through a spool. */
public final class Mail {
    private static final int LINE = 78;
    private static final byte[] HEAD =
            """
            Received: from client.example.org (client.example.org [192.0.2.1])\r
            \tby mx.postern.test with ESMTP id 01JDA5K7XYZ0;\r
            \tTue, 24 Nov 2026 12:00:00 +0000\r
            """
                    .getBytes(StandardCharsets.US_ASCII);
    private static final List<RecipientChange> DELIVERED =
            List.of(new RecipientChange(0, new RecipientState.Delivered("mx1.example.net")));

    /** Of a message to one recipient. */
    public static final Acceptance ACCEPTANCE =
            new Acceptance(envelope(1), Instant.EPOCH, HEAD, 0, "");

    private Mail() {}

    /** Text in lines of 78 octets and their CRLF, so many octets altogether. */
    public static byte[] body(int octets) {
        byte[] body = new byte[octets];
        for (int i = 0; i < octets; i++) {
            body[i] =
                    switch (i % (LINE + 2)) {
                        case LINE -> (byte) '\r';
                        case LINE + 1 -> (byte) '\n';
                        default -> (byte) ('a' + i % 26);
                    };
        }
        return body;
    }

    /** From one sender to so many recipients of one domain. */
    public static Envelope envelope(int recipients) {
        List<Recipient> all =
                IntStream.range(0, recipients)
                        .mapToObj(i -> Recipient.of(Mailbox.of("recipient" + i, "example.net")))
                        .toList();
        var sender = new ReversePath.Of(Mailbox.of("sender", "example.org"));
        return new Envelope(sender, all, MailOptions.of(Envelope.BodyType.EIGHT_BIT_MIME));
    }

    /** Takes a message in; durable, as far as the spool makes it so, when this returns. */
    static QueueId commit(Spool spool, byte[] body) throws InterruptedException {
        try (Reception reception = spool.receive()) {
            reception.write(ByteBuffer.wrap(body));
            reception.commit(ACCEPTANCE);
            return reception.id();
        }
    }

    /** Says that its recipient has it, so it is finished. */
    static void finish(Spool spool, QueueId id) {
        spool.record(id, DELIVERED, List.of());
    }
}
