// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A message of one size. Its header section is prepared once; number and time are patched in for
 * each message, so an object is for one thread.
 */
final class Letter {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final byte[] header;
    private final int body;
    private final int idAt;
    private final int markAt;

    /**
     * @param size of the whole message; a smaller one than the header section needs is made so big
     */
    Letter(int size, Load load, Instant date) {
        Addresses addresses = load.addresses();
        String before =
                "From: <%s>\r\nTo: <%s>\r\nDate: %s\r\nMIME-Version: 1.0\r\n"
                        .formatted(addresses.from(), addresses.to(), DATE.format(date));
        String type = "Content-Type: text/plain; charset=us-ascii\r\n";
        String id = "Message-ID: <%09d.".formatted(load.run());
        String rest = "0".repeat(Mark.SEQUENCE_WIDTH) + "@bench.postern.invalid>\r\n";
        String subject = "Subject: postern bench";
        String mark = "\r\n" + Mark.blank() + "\r\n\r\n";
        int fixed = (before + type + id + rest + subject + mark).length();
        int length = Math.max(2, size - fixed);
        if (Filler.isTorn(length)) {
            subject += "!";
            length--;
        }
        body = length;
        String text = before + type + id + rest + subject + mark;
        header = text.getBytes(StandardCharsets.US_ASCII);
        idAt = before.length() + type.length() + id.length();
        markAt = text.length() - 4 - Mark.LENGTH;
        Digits.write(load.run(), header, markAt + Mark.RUN_AT, Mark.RUN_WIDTH);
        Digits.write(
                addresses.recipients(), header, markAt + Mark.RECIPIENTS_AT, Mark.RECIPIENTS_WIDTH);
    }

    /** How much room {@link #header} takes. */
    int headerSize() {
        return header.length;
    }

    /** Of the whole message. */
    int size() {
        return header.length + body;
    }

    /** Of the part that {@link Filler} gives. */
    int body() {
        return body;
    }

    /** Writes the header section of a message. */
    void header(long sequence, long time, ByteBuffer into) {
        Digits.write(sequence, header, idAt, Mark.SEQUENCE_WIDTH);
        Digits.write(sequence, header, markAt + Mark.SEQUENCE_AT, Mark.SEQUENCE_WIDTH);
        Digits.write(time, header, markAt + Mark.TIME_AT, Mark.TIME_WIDTH);
        into.put(header);
    }
}
