// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.pipe;

import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.transport.DeliveryAttempt;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What a program reads: trace fields on top, then the message. */
record ProgramInput(boolean fromLine, boolean returnPath, boolean deliveredTo, String lineEnd) {
    private static final Logger LOG = LoggerFactory.getLogger(ProgramInput.class);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    static ProgramInput of(PipeTransport.Options options) {
        return new ProgramInput(
                options.fromLine(),
                options.returnPath(),
                options.deliveredTo(),
                options.lineEndings() == PipeTransport.LineEndings.LF ? "\n" : "\r\n");
    }

    /** A file that is gone when it is closed. */
    record Held(Path path) implements AutoCloseable {
        /** Never fails: that a file is left behind changes no outcome. */
        @Override
        public void close() {
            try {
                Files.deleteIfExists(path);
            } catch (IOException trouble) {
                LOG.warn("{} is left behind: {}", path, trouble.toString());
            }
        }
    }

    /** Writes it into a private file. The caller closes it. */
    Held write(DeliveryAttempt attempt, List<Recipient> recipients, Instant now)
            throws IOException {
        Held held = new Held(Files.createTempFile("postern-pipe", ""));
        boolean whole = false;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(held.path))) {
            out.write(top(attempt, recipients, now).getBytes(StandardCharsets.UTF_8));
            try (InputStream in = open(attempt.message())) {
                new MessageCopy(in, lineEnd.length() > 1, returnPath).to(out);
            }
            whole = true;
        } finally {
            if (!whole) {
                held.close();
            }
        }
        return held;
    }

    private String top(DeliveryAttempt attempt, List<Recipient> recipients, Instant now) {
        StringBuilder top = new StringBuilder();
        if (fromLine) {
            top.append("From ").append(sender(attempt)).append("  ").append(DATE.format(now));
            top.append(lineEnd);
        }
        if (returnPath) {
            top.append("Return-Path: <").append(attempt.reversePath()).append('>').append(lineEnd);
        }
        if (deliveredTo && recipients.size() == 1) {
            top.append("Delivered-To: ").append(recipients.getFirst().mailbox()).append(lineEnd);
        }
        return top.toString();
    }

    /** One word, as readers of mboxes expect. */
    private static String sender(DeliveryAttempt attempt) {
        return switch (attempt.reversePath()) {
            case ReversePath.Null _ -> "MAILER-DAEMON";
            case ReversePath.Of of -> of.toString().replace(' ', '_');
        };
    }

    private static InputStream open(Message message) throws UnreadableMessageException {
        try {
            return message.content();
        } catch (IOException trouble) {
            throw new UnreadableMessageException(trouble);
        }
    }
}
