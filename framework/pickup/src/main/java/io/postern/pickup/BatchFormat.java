// SPDX-License-Identifier: Apache-2.0
package io.postern.pickup;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.smtp.Command;
import io.postern.smtp.CommandParser;
import io.postern.smtp.DataDecoder;
import io.postern.smtp.Extensions;
import io.postern.smtp.ForwardPath;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Batch SMTP (RFC 2442): the client's half of a session, with one message. It must be whole, up to
 * QUIT, so that one that is still being written isn't taken for one. Immutable.
 *
 * @param home where {@code <postmaster>} is
 */
record BatchFormat(Domain home) implements Intake.Format {
    private static final int MOST_RECIPIENTS = 10_000;
    private static final Extensions OFFERED =
            Extensions.of(
                    List.of(
                            "SIZE",
                            "8BITMIME",
                            "SMTPUTF8",
                            "DSN",
                            "REQUIRETLS",
                            "CHUNKING",
                            "BINARYMIME",
                            "ENHANCEDSTATUSCODES"));

    @Override
    public Intake.Result read(InputStream file, Intake intake)
            throws IOException, InterruptedException {
        return new Batch(file, intake, home).read();
    }

    /** One file. Used by one thread. */
    private static final class Batch {
        private final CommandParser parser = new CommandParser(OFFERED);
        private final InputStream file;
        private final Intake intake;
        private final Domain home;
        private final List<Recipient> recipients = new ArrayList<>();
        private Optional<Command.Mail> mail = Optional.empty();
        private boolean taken;
        private boolean ended;

        Batch(InputStream file, Intake intake, Domain home) {
            this.file = file;
            this.intake = intake;
            this.home = home;
        }

        Intake.Result read() throws IOException, InterruptedException {
            while (!ended) {
                take(parser.parse(line(file)));
                if (recipients.size() > MOST_RECIPIENTS) {
                    throw new BrokenFileException("more than " + MOST_RECIPIENTS + " recipients");
                }
            }
            Command.Mail named = mail.orElseThrow(() -> new BrokenFileException("no MAIL"));
            return Intake.Result.of(
                    new Envelope(
                            named.reversePath(),
                            recipients.stream().distinct().toList(),
                            intake.options(named.parameters().options())));
        }

        private void take(Command command) throws IOException, InterruptedException {
            switch (command) {
                case Command.Mail one when mail.isEmpty() -> mail = Optional.of(one);
                case Command.Rcpt one when mail.isPresent() && !taken ->
                        recipients.add(recipient(one));
                case Command.Data _ when !recipients.isEmpty() && !taken -> {
                    text(file, intake);
                    taken = true;
                }
                case Command.Bdat(long octets, boolean last)
                        when !recipients.isEmpty() && !taken -> {
                    chunk(file, octets, intake);
                    taken = last;
                }
                case Command.Quit _ when taken -> ended = true;
                case Command.Ehlo _, Command.Helo _, Command.Noop _ -> {}
                case Command.Malformed(String verb, var reply) ->
                        throw new BrokenFileException(verb + ": " + reply.text());
                default -> throw new BrokenFileException("unexpected " + command.verb());
            }
        }

        private Recipient recipient(Command.Rcpt rcpt) {
            Mailbox mailbox =
                    switch (rcpt.forwardPath()) {
                        case ForwardPath.Of(Mailbox one) -> one;
                        case ForwardPath.Postmaster _ -> new Mailbox("postmaster", home);
                    };
            return new Recipient(mailbox, mailbox, rcpt.dsn());
        }
    }

    private static byte[] line(InputStream file) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = file.read(); octet != '\n'; octet = file.read()) {
            if (octet < 0) {
                throw new BrokenFileException("it ends before QUIT");
            }
            if (line.size() > CommandParser.LINE_LIMIT) {
                throw new BrokenFileException("command line too long");
            }
            line.write(octet);
        }
        byte[] octets = line.toByteArray();
        boolean crlf = octets.length > 0 && octets[octets.length - 1] == '\r';
        return crlf ? Arrays.copyOf(octets, octets.length - 1) : octets;
    }

    /** Octet by octet from a buffered file, since what stands behind the end isn't ours. */
    private static void text(InputStream file, Intake intake)
            throws IOException, InterruptedException {
        DataDecoder decoder = DataDecoder.normalizing(Integer.MAX_VALUE);
        ByteBuffer in = ByteBuffer.allocate(1);
        ByteBuffer out = ByteBuffer.allocate(32 * 1024);
        boolean ended = false;
        while (!ended) {
            int octet = file.read();
            if (octet < 0) {
                throw new BrokenFileException("the message has no end");
            }
            in.clear().put((byte) octet).flip();
            ended = decoder.decode(in, out);
            while (in.hasRemaining() && !ended) {
                intake.write(out.flip());
                out.clear();
                ended = decoder.decode(in, out);
            }
        }
        intake.write(out.flip());
        if (decoder.flaw() == DataDecoder.Flaw.NUL) {
            throw new BrokenFileException("the message has a NUL in it");
        }
    }

    private static void chunk(InputStream file, long octets, Intake intake)
            throws IOException, InterruptedException {
        byte[] block = new byte[32 * 1024];
        for (long left = octets; left > 0; ) {
            int got = file.read(block, 0, (int) Math.min(left, block.length));
            if (got < 0) {
                throw new BrokenFileException("the chunk isn't whole");
            }
            intake.write(ByteBuffer.wrap(block, 0, got));
            left -= got;
        }
    }
}
