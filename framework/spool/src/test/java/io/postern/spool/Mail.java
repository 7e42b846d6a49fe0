// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages for tests. */
public final class Mail {
    public static final byte[] HEAD = ascii("Received: by us\r\n");

    private Mail() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Octets that are different for each seed. */
    public static byte[] body(int seed, int length) {
        byte[] body = new byte[length];
        new Random(seed).nextBytes(body);
        for (int i = 0; i < length; i++) {
            body[i] &= 0x7f;
        }
        return body;
    }

    public static Envelope envelope(String... recipients) {
        List<Recipient> all = new ArrayList<>();
        for (String recipient : recipients) {
            all.add(Recipient.of(Mailbox.of(recipient, "example.org")));
        }
        var sender = new ReversePath.Of(Mailbox.of("sender", "example.com"));
        return new Envelope(sender, all, MailOptions.of(Envelope.BodyType.EIGHT_BIT_MIME));
    }

    public static Acceptance acceptance(String... recipients) {
        return new Acceptance(envelope(recipients), Instant.ofEpochSecond(5, 6), HEAD, 0, "");
    }

    /** Takes a message in, in pieces; its id once it is durable. */
    public static QueueId accept(Spool spool, byte[] body, Acceptance acceptance) {
        try (Reception reception = spool.receive()) {
            write(reception, body);
            reception.commit(acceptance);
            return reception.id();
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public static void write(Reception reception, byte[] body) throws InterruptedException {
        for (int at = 0; at < body.length; at += 10_007) {
            reception.write(ByteBuffer.wrap(body, at, Math.min(10_007, body.length - at)));
        }
    }

    public static byte[] read(Message message) {
        try (InputStream content = message.content()) {
            return content.readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** With our head. */
    public static byte[] headed(byte[] body) {
        return ByteBuffer.allocate(HEAD.length + body.length).put(HEAD).put(body).array();
    }

    public static List<RecipientChange> delivered(int... indexes) {
        List<RecipientChange> changes = new ArrayList<>();
        for (int index : indexes) {
            changes.add(new RecipientChange(index, new RecipientState.Delivered("mx")));
        }
        return changes;
    }

    public static List<RecipientChange> failed(int index) {
        var status = new Status.Permanent(1, 1, "no such user");
        return List.of(new RecipientChange(index, new RecipientState.Failed(status)));
    }

    public static Bounce bounce(String id, byte[] message) {
        var envelope =
                new Envelope(
                        new ReversePath.Null(),
                        List.of(Recipient.of(Mailbox.of("sender", "example.com"))),
                        MailOptions.of(Envelope.BodyType.SEVEN_BIT));
        return new Bounce(new QueueId(id), envelope, message);
    }
}
