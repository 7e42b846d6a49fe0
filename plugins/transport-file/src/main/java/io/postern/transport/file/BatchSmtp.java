// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.file;

import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.smtp.Command;
import io.postern.smtp.DataEncoder;
import io.postern.smtp.ForwardPath;
import io.postern.smtp.MailParameters;
import io.postern.smtp.Utf8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message as the client's half of an SMTP session (batch SMTP, RFC 2442), with all that MAIL and
 * RCPT can say of it. Binary messages (BINARYMIME) are one BDAT chunk.
 */
record BatchSmtp(DeliveryAttempt attempt) {
    private static final int BLOCK = 32 * 1024;

    void writeTo(OutputStream out) throws IOException {
        Message message = attempt.message();
        boolean binary = attempt.options().body() == BodyType.BINARY_MIME;
        line(new Command.Ehlo(attempt.host().hostname()), out);
        line(
                new Command.Mail(
                        attempt.reversePath(),
                        new MailParameters(message.size(), Asked.of(attempt), "")),
                out);
        for (Recipient recipient : attempt.recipients()) {
            line(new Command.Rcpt(new ForwardPath.Of(recipient.mailbox()), recipient.dsn()), out);
        }
        if (binary) {
            line(new Command.Bdat(message.size(), true), out);
            copy(message, out);
        } else {
            line(new Command.Data(), out);
            encode(message, out);
        }
        line(new Command.Quit(), out);
    }

    private static void line(Command command, OutputStream out) throws IOException {
        out.write((command.line() + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void encode(Message message, OutputStream out) throws IOException {
        ByteBuffer wire = ByteBuffer.allocate(BLOCK + BLOCK / 8);
        DataEncoder encoder = new DataEncoder();
        byte[] block = new byte[BLOCK];
        try (InputStream in = open(message)) {
            for (int got = read(in, block); got >= 0; got = read(in, block)) {
                ByteBuffer octets = ByteBuffer.wrap(block, 0, got);
                encoder.encode(octets, wire);
                while (octets.hasRemaining()) {
                    drain(wire, out);
                    encoder.encode(octets, wire);
                }
            }
        }
        while (!encoder.finish(wire)) {
            drain(wire, out);
        }
        drain(wire, out);
    }

    private static void drain(ByteBuffer wire, OutputStream out) throws IOException {
        out.write(wire.array(), wire.arrayOffset(), wire.position());
        wire.clear();
    }

    /** The octets as they are. */
    static void copy(Message message, OutputStream out) throws IOException {
        byte[] block = new byte[BLOCK];
        try (InputStream in = open(message)) {
            for (int got = read(in, block); got >= 0; got = read(in, block)) {
                out.write(block, 0, got);
            }
        }
    }

    private static InputStream open(Message message) throws UnreadableMessageException {
        try {
            return message.content();
        } catch (IOException trouble) {
            throw new UnreadableMessageException(trouble);
        }
    }

    private static int read(InputStream in, byte[] block) throws UnreadableMessageException {
        try {
            return in.read(block);
        } catch (IOException trouble) {
            throw new UnreadableMessageException(trouble);
        }
    }

    /** Whether an address needs SMTPUTF8 of whoever reads it. */
    static boolean hasUtf8(DeliveryAttempt attempt) {
        return !Utf8.isAscii(attempt.reversePath().toString())
                || attempt.recipients().stream()
                        .anyMatch(one -> !Utf8.isAscii(one.mailbox().toString()));
    }
}
