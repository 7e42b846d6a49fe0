// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Domain;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.smtp.LineEndings;
import io.postern.smtp.MailDate;
import io.postern.spool.Acceptance;
import io.postern.spool.Reception;
import io.postern.spool.Spool;
import io.postern.spool.SpoolFullException;
import io.postern.spool.SpoolUnavailableException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code POST /api/messages?from=…&to=…}: puts a message into the spool, without SMTP and its
 * policies; who has the token may send. Answers 201 with the queue id when it is durable. Lines may
 * end in LF; text that begins with no header field becomes the body.
 */
final class MessageEndpoint implements Endpoint {
    private static final int CHUNK = 64 * 1024;
    private static final int MOST_RECIPIENTS = 1000;
    private static final int FIELD_NAME_LIMIT = 256;
    private static final Pattern FIELD_OR_NONE = Pattern.compile("\r\n|[!-9;-~]+[ \t]*:");
    private final Services services;
    private final long limit;
    private final InstantSource clock;

    MessageEndpoint(Services services, long limit, InstantSource clock) {
        this.services = services;
        this.limit = limit;
        this.clock = clock;
    }

    @Override
    public Answer answer(Request request) throws IOException, InterruptedException {
        HostIdentity host =
                services.host()
                        .orElseThrow(
                                () -> new RefusedException(503, "no configuration is applied"));
        Spool spool =
                services.spool()
                        .orElseThrow(() -> new RefusedException(503, "the spool isn't there now"));
        List<Recipient> recipients = recipients(request, host);
        ReversePath reversePath = reversePath(request, host);
        if (request.length() > limit) {
            throw tooLarge();
        }
        try (Reception reception = spool.receive()) {
            boolean eightBit = copy(request.body(), reception);
            Envelope envelope =
                    new Envelope(
                            reversePath,
                            recipients,
                            MailOptions.of(
                                    eightBit ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT));
            return accept(reception, envelope, host);
        } catch (SpoolFullException | SpoolUnavailableException trouble) {
            return Answer.error(503, String.valueOf(trouble.getMessage()));
        }
    }

    private static List<Recipient> recipients(Request request, HostIdentity host) {
        Optional<Domain> domain = Optional.of(host.defaultDomain());
        List<Recipient> recipients =
                request.parameters("to").stream()
                        .map(text -> Recipient.of(Mailboxes.mailbox(text, domain)))
                        .distinct()
                        .toList();
        if (recipients.isEmpty() || recipients.size() > MOST_RECIPIENTS) {
            throw new RefusedException(
                    400, "name a recipient (to), at most " + MOST_RECIPIENTS + " of them");
        }
        return recipients;
    }

    private static ReversePath reversePath(Request request, HostIdentity host) {
        List<String> from = request.parameters("from");
        if (from.size() != 1) {
            throw new RefusedException(400, "name one reverse-path (from), empty for the null one");
        }
        return Mailboxes.reversePath(from.getFirst(), Optional.of(host.defaultDomain()));
    }

    /** Whether an octet above 127 was in it. */
    private boolean copy(InputStream body, Reception reception)
            throws IOException, InterruptedException {
        LineEndings endings = new LineEndings();
        byte[] chunk = new byte[CHUNK];
        boolean eightBit = false;
        for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
            for (int i = 0; i < read; i++) {
                eightBit |= chunk[i] < 0;
            }
            reception.write(endings.next(chunk, read));
            if (reception.size() > limit) {
                throw tooLarge();
            }
        }
        reception.write(endings.end());
        return eightBit;
    }

    private RefusedException tooLarge() {
        return new RefusedException(413, "the message is larger than " + limit + " octets");
    }

    private Answer accept(Reception reception, Envelope envelope, HostIdentity host)
            throws IOException, InterruptedException {
        QueueId id = reception.id();
        Instant now = clock.instant();
        byte[] head = head(host, id, now, reception.message());
        reception.commit(new Acceptance(envelope, now, head, 0, ""));
        // Durable from here on.
        services.publish(
                new MailEvent.Accepted(now, id, envelope, reception.size() + head.length, "local"));
        return Answer.of(201, Map.of("id", id.value()));
    }

    private static byte[] head(HostIdentity host, QueueId id, Instant now, Message message)
            throws IOException {
        String received =
                "Received: by "
                        + host.hostname()
                        + " (Postern, local) id "
                        + id
                        + ";\r\n\t"
                        + MailDate.utc(now)
                        + "\r\n";
        // RFC 5322 section 2.1: an empty line stands between the fields and text that has none.
        String separator = beginsWithHeaders(message) ? "" : "\r\n";
        return (received + separator).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a field comes first, or the empty line that says that there is none. */
    private static boolean beginsWithHeaders(Message message) throws IOException {
        try (InputStream content = message.content()) {
            byte[] start = content.readNBytes(FIELD_NAME_LIMIT);
            return FIELD_OR_NONE
                    .matcher(new String(start, StandardCharsets.ISO_8859_1))
                    .lookingAt();
        }
    }
}
