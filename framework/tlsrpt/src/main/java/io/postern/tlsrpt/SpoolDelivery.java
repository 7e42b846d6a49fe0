// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.hooks.MailEvents;
import io.postern.smtp.MailDate;
import io.postern.spool.Acceptance;
import io.postern.spool.Reception;
import io.postern.spool.Spool;
import io.postern.spool.SpoolFullException;
import io.postern.spool.SpoolUnavailableException;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Mail by our own queue, under the null reverse-path: a report that can't be delivered is not worth
 * another message. What the spool doesn't take now is tried later.
 */
final class SpoolDelivery implements Delivery {
    private final Supplier<Optional<Spool>> spool;
    private final Supplier<Optional<HostIdentity>> host;
    private final MailEvents events;
    private final InstantSource clock;
    private final HttpsPost https;

    /**
     * @param spool empty while it isn't there
     * @param host likewise
     */
    SpoolDelivery(
            Supplier<Optional<Spool>> spool,
            Supplier<Optional<HostIdentity>> host,
            MailEvents events,
            InstantSource clock,
            HttpsPost https) {
        this.spool = spool;
        this.host = host;
        this.events = events;
        this.clock = clock;
        this.https = https;
    }

    @Override
    public boolean mail(Mailbox to, byte[] message) throws InterruptedException {
        Optional<Spool> there = spool.get();
        Optional<HostIdentity> us = host.get();
        return there.isPresent() && us.isPresent() && mail(there.get(), us.get(), to, message);
    }

    private boolean mail(Spool there, HostIdentity us, Mailbox to, byte[] message)
            throws InterruptedException {
        try (Reception reception = there.receive(message.length)) {
            reception.write(ByteBuffer.wrap(message));
            Envelope envelope =
                    new Envelope(
                            new ReversePath.Null(),
                            List.of(Recipient.of(to)),
                            MailOptions.of(BodyType.SEVEN_BIT));
            QueueId id = reception.id();
            Instant now = clock.instant();
            byte[] head = head(us, id, now);
            reception.commit(new Acceptance(envelope, now, head, 0, ""));
            // Durable from here on.
            long size = (long) head.length + message.length;
            events.publish(new MailEvent.Accepted(now, id, envelope, size, "local"));
            return true;
        } catch (SpoolFullException | SpoolUnavailableException _) {
            return false;
        }
    }

    private static byte[] head(HostIdentity us, QueueId id, Instant now) {
        String received =
                "Received: by %s (Postern, TLS report) id %s;\r\n\t%s\r\n"
                        .formatted(us.hostname(), id, MailDate.utc(now));
        return received.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public boolean post(URI uri, byte[] report) throws InterruptedException {
        return https.post(uri, report);
    }
}
