// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.mbox;

import io.postern.api.mail.ReversePath;
import io.postern.api.transport.DeliveryAttempt;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What an mbox has of one delivery: the line From, trace fields, the message, an empty line.
 *
 * @param deliveredTo the recipient's mailbox
 */
record MboxContent(DeliveryAttempt attempt, String deliveredTo, Instant now) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** Writes it behind what is there; doesn't sync. */
    void appendTo(FileChannel file) throws IOException {
        long size = file.size();
        String gap = gap(file, size);
        file.position(size);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file), 64 * 1024);
        out.write((gap + top()).getBytes(StandardCharsets.UTF_8));
        try (InputStream in = open()) {
            new MessageCopy(in).to(out);
        }
        out.write('\n');
        out.flush();
    }

    private String top() {
        return "From "
                + sender()
                + "  "
                + DATE.format(now)
                + "\nReturn-Path: <"
                + attempt.reversePath()
                + ">\nDelivered-To: "
                + deliveredTo
                + "\n";
    }

    /** One word, as readers expect. */
    private String sender() {
        return switch (attempt.reversePath()) {
            case ReversePath.Null _ -> "MAILER-DAEMON";
            case ReversePath.Of of -> of.toString().replace(' ', '_');
        };
    }

    /** What is missing of the empty line before us, where another program was cut short. */
    private static String gap(FileChannel file, long size) throws IOException {
        ByteBuffer tail = ByteBuffer.allocate(2);
        int there = size == 0 ? 0 : file.read(tail, Math.max(0, size - 2));
        if (there <= 0) {
            return "";
        }
        boolean ended = tail.get(there - 1) == '\n';
        boolean blank = ended && there == 2 && tail.get(0) == '\n';
        return blank ? "" : ended ? "\n" : "\n\n";
    }

    private InputStream open() throws UnreadableMessageException {
        try {
            return attempt.message().content();
        } catch (IOException e) {
            throw new UnreadableMessageException(e);
        }
    }
}
