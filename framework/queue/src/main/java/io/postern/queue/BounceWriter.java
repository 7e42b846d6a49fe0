// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.spool.Bounce;
import io.postern.spool.SpooledMessage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes what the sender is told, a {@link Report} for each thing that happened. A report stays
 * under 50 KB, apart from a message that comes back whole; where it would tell of more recipients
 * than fit, several are written. Reads the message, so it blocks for the disk; where it can't be
 * read the report goes without it.
 */
final class BounceWriter {
    private static final int MOST_RECIPIENT_CHARS = 20 * 1024;

    private final HostIdentity host;
    private final int mostReturned;

    /**
     * In the name of a host.
     *
     * @param mostReturned octets of a message that comes back whole where RET=FULL asks for it
     */
    BounceWriter(HostIdentity host, int mostReturned) {
        this.host = host;
        this.mostReturned = mostReturned;
    }

    /**
     * Writes the reports; none for the null reverse-path, which nobody would get (RFC 5321 section
     * 4.5.5). The same report of the same message always has the same name.
     */
    List<Bounce> write(SpooledMessage message, List<Dsn> told, Instant now) {
        if (!(message.reversePath() instanceof ReversePath.Of(Mailbox sender))) {
            return List.of();
        }
        List<Bounce> bounces = new ArrayList<>();
        for (Dsn dsn : told) {
            Enclosure enclosure = Enclosure.of(message, dsn.action(), mostReturned);
            for (Dsn part : parts(dsn)) {
                Report report = new Report(id(message.id(), part), sender, message, part, now);
                bounces.add(bounce(report, enclosure));
            }
        }
        return bounces;
    }

    /** A report of mail that had to stay in TLS has to, too (RFC 8689 section 5). */
    private Bounce bounce(Report report, Enclosure enclosure) {
        MailOptions options =
                new MailOptions(
                        report.isEightBit(enclosure) ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT,
                        report.isUtf8(),
                        report.message().options().requireTls(),
                        Returned.UNSAID,
                        "");
        Envelope envelope =
                new Envelope(new ReversePath.Null(), List.of(Recipient.of(report.to())), options);
        return new Bounce(report.id(), envelope, report.octets(host.hostname(), enclosure));
    }

    private static List<Dsn> parts(Dsn dsn) {
        List<Dsn> parts = new ArrayList<>();
        List<Dsn.About> part = new ArrayList<>();
        int size = 0;
        for (Dsn.About about : dsn.recipients()) {
            int needed = Report.size(about, dsn.action());
            if (size + needed > MOST_RECIPIENT_CHARS && !part.isEmpty()) {
                parts.add(new Dsn(dsn.action(), part));
                part.clear();
                size = 0;
            }
            part.add(about);
            size += needed;
        }
        parts.add(new Dsn(dsn.action(), part));
        return parts;
    }

    /** The message's name, and a hash of what is said of whom. */
    private static QueueId id(QueueId message, Dsn dsn) {
        StringBuilder event = new StringBuilder(dsn.action().word);
        dsn.recipients().forEach(about -> event.append(' ').append(about.index()));
        byte[] octets = (message + " " + event).getBytes(StandardCharsets.US_ASCII);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(octets);
            return new QueueId(message.value() + "b" + HexFormat.of().formatHex(hash, 0, 5));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
