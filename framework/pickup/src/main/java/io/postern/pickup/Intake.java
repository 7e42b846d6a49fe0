// SPDX-License-Identifier: Apache-2.0
package io.postern.pickup;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Message;
import io.postern.smtp.LineEndings;
import io.postern.spool.Reception;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Takes the message of one file into the spool, bounded in size; nothing counts before the file has
 * turned out to be whole. Used by one thread.
 */
final class Intake {
    private static final int CHUNK = 64 * 1024;

    private final Reception reception;
    private final long limit;
    private boolean eightBit;

    Intake(Reception reception, long limit) {
        this.reception = reception;
        this.limit = limit;
    }

    /** What is in a file beside the octets that were written. */
    record Result(Envelope envelope, byte[] header, long skip) {
        /** With its header section as it is. */
        static Result of(Envelope envelope) {
            return new Result(envelope, new byte[0], 0);
        }
    }

    /** One of the formats. */
    @FunctionalInterface
    interface Format {
        /** Reads all of a file and writes its message. */
        Result read(InputStream file, Intake intake) throws IOException, InterruptedException;
    }

    /** Octets as they are. */
    void write(ByteBuffer octets) throws IOException, InterruptedException {
        for (int i = octets.position(); i < octets.limit() && !eightBit; i++) {
            eightBit = octets.get(i) < 0;
        }
        reception.write(octets);
        if (reception.size() > limit) {
            throw new BrokenFileException("the message is larger than " + limit + " octets");
        }
    }

    /**
     * All that is left of a stream.
     *
     * @param binary as it is, rather than with CRLF at the end of every line
     */
    void writeAll(InputStream in, boolean binary) throws IOException, InterruptedException {
        LineEndings endings = new LineEndings();
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            write(binary ? ByteBuffer.wrap(chunk, 0, read) : endings.next(chunk, read));
        }
        if (!binary) {
            write(endings.end());
        }
    }

    /** What has been written. */
    Message message() {
        return reception.message();
    }

    /** The options that were named, with 8BITMIME where the octets need it. */
    MailOptions options(MailOptions named) {
        return eightBit && named.body() == BodyType.SEVEN_BIT
                ? new MailOptions(
                        BodyType.EIGHT_BIT_MIME,
                        named.smtputf8(),
                        named.requireTls(),
                        named.returned(),
                        named.envelopeId())
                : named;
    }
}
