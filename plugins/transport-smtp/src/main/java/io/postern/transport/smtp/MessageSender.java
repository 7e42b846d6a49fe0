// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.mail.Message;
import io.postern.smtp.Command;
import io.postern.smtp.DataEncoder;
import io.postern.smtp.Reply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Sends the message, as text after the 354 to its final dot or as one chunk, and reads what the
 * host says to it. Used once, by one thread.
 */
final class MessageSender {
    private static final int BLOCK = 32 * 1024;

    /** How long to look for a reason when the host has closed on us in the message. */
    private static final Duration REASON = Duration.ofSeconds(1);

    private final SmtpSession session;
    private final Message message;

    MessageSender(SmtpSession session, Message message) {
        this.session = session;
        this.message = message;
    }

    /** After the 354: the reply to the end of data, or an earlier refusal. */
    Reply send() throws IOException {
        return send(this::text);
    }

    /** By BDAT, octet by octet (RFC 3030): the reply to it, or an earlier refusal. */
    Reply sendChunk() throws IOException {
        return send(this::chunk);
    }

    private Reply send(Content content) throws IOException {
        session.stage(Stage.CONTENT);
        try {
            content.send();
        } catch (UnreadableMessageException ours) {
            throw ours;
        } catch (IOException trouble) {
            return refusalBehind(trouble);
        }
        session.stage(Stage.END);
        Reply reply = session.reply(session.timeouts().dataEnd());
        session.messageAnswered();
        return reply;
    }

    /** A host that has had enough of a message may say why before it closes. */
    private Reply refusalBehind(IOException trouble) throws IOException {
        session.lost();
        try {
            Reply reply = session.reply(REASON);
            if (reply.isTransient() || reply.isPermanent()) {
                return reply;
            }
        } catch (ClosingException reason) {
            throw reason;
        } catch (IOException _) {
            // nothing was said
        }
        throw trouble;
    }

    /** No more and no less than was announced, else the chunk isn't whole and doesn't count. */
    private void chunk() throws IOException {
        long left = message.size();
        session.put(new Command.Bdat(left, true));
        session.flush();
        byte[] block = block();
        try (InputStream in = open()) {
            int got = read(in, block);
            while (got >= 0 && got <= left) {
                session.send(ByteBuffer.wrap(block, 0, got));
                left -= got;
                got = read(in, block);
            }
        }
        if (left != 0) {
            throw new UnreadableMessageException(new IOException("its size has changed"));
        }
    }

    private byte[] block() {
        return new byte[Math.clamp(message.size() + 1, 1024, BLOCK)];
    }

    private void text() throws IOException {
        byte[] block = block();
        ByteBuffer out = ByteBuffer.allocate(block.length + block.length / 8);
        DataEncoder encoder = new DataEncoder();
        try (InputStream in = open()) {
            for (int got = read(in, block); got >= 0; got = read(in, block)) {
                ByteBuffer octets = ByteBuffer.wrap(block, 0, got);
                encoder.encode(octets, out);
                while (octets.hasRemaining()) {
                    drain(out);
                    encoder.encode(octets, out);
                }
            }
        }
        while (!encoder.finish(out)) {
            drain(out);
        }
        drain(out);
    }

    private void drain(ByteBuffer out) throws IOException {
        session.send(out.flip());
        out.clear();
    }

    /** Puts the message on the wire. */
    @FunctionalInterface
    private interface Content {
        void send() throws IOException;
    }

    private InputStream open() throws UnreadableMessageException {
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
}
