// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.maildir;

import io.postern.api.mail.Message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;

/** What a file in a Maildir has in it: trace fields on top, then the message. */
record MailboxContent(String trace, Message message, LineEndings lineEndings) {
    private static final int BLOCK = 64 * 1024;

    /** Writes it all, in blocks; doesn't sync. */
    void writeTo(ByteChannel file) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(2 * BLOCK);
        out.put(trace.getBytes(StandardCharsets.UTF_8));
        MailboxFilter filter = new MailboxFilter(lineEndings);
        byte[] block = new byte[BLOCK];
        try (InputStream in = open()) {
            for (int got = read(in, block); got >= 0; got = read(in, block)) {
                drain(out, file, got);
                filter.filter(ByteBuffer.wrap(block, 0, got), out);
            }
        }
        drain(out, file, BLOCK);
        filter.finish(out);
        drain(out, file, out.capacity());
    }

    /** Makes room for so many octets and what the filter may have kept back. */
    private static void drain(ByteBuffer out, ByteChannel file, int octets) throws IOException {
        if (out.remaining() < octets + MailboxFilter.KEPT_BACK) {
            out.flip();
            while (out.hasRemaining()) {
                file.write(out);
            }
            out.clear();
        }
    }

    private InputStream open() throws UnreadableMessageException {
        try {
            return message.content();
        } catch (IOException e) {
            throw new UnreadableMessageException(e);
        }
    }

    private static int read(InputStream in, byte[] block) throws UnreadableMessageException {
        try {
            return in.read(block);
        } catch (IOException e) {
            throw new UnreadableMessageException(e);
        }
    }
}
