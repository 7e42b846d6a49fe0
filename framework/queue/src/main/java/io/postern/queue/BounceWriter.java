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
import java.util.Locale.LanguageRange;

/**
 * Writes what the sender is told, a {@link Report} for each thing that happened. A report stays
 * under 50 KB, apart from a message that comes back whole; where it would tell of more recipients
 * than fit, several are written. Reads the message, so it blocks for the disk; where it can't be
 * read the report goes without it.
 */
final class BounceWriter {
    private static final int MOST_RECIPIENT_CHARS = 20 * 1024;

    private final HostIdentity host;
    private final Reporting reporting;

    /** In the name of a host. */
    BounceWriter(HostIdentity host, Reporting reporting) {
        this.host = host;
        this.reporting = reporting;
    }

    /**
     * Writes the reports; none for the null reverse-path, which nobody would get (RFC 5321 section
     * 4.5.5). The same report of the same message always has the same name.
     *
     * @param to who is told: the sender of the message, or of these recipients' copies
     */
    List<Bounce> write(SpooledMessage message, ReversePath to, List<Dsn> told, Instant now) {
        if (told.isEmpty() || !(to instanceof ReversePath.Of(Mailbox sender))) {
            return List.of();
        }
        List<Bounce> bounces = new ArrayList<>();
        List<LanguageRange> languages = languages(message);
        for (Dsn dsn : told) {
            Enclosure enclosure = Enclosure.of(message, dsn.action(), reporting.mostReturned());
            ReportTemplates.Chosen words = words(ReportKind.of(dsn.action()), languages);
            bounces.addAll(written(new Told(sender, message, now), dsn, words, enclosure));
        }
        return bounces;
    }

    /** Whom a report goes to. */
    static ReversePath to(Bounce report) {
        return new ReversePath.Of(report.envelope().recipients().getFirst().mailbox());
    }

    /**
     * Who is told that mail without a sender failed, a report that can't be delivered above all;
     * the null one for nobody. Never told of that is whoever is told, so that it ends there.
     */
    ReversePath postmaster() {
        return reporting.doubleBounces();
    }

    /** Writes the reports to the postmaster; none where there is none to tell. */
    List<Bounce> writeDouble(SpooledMessage message, List<Dsn> told, Instant now) {
        if (!(postmaster() instanceof ReversePath.Of(Mailbox postmaster))) {
            return List.of();
        }
        List<Bounce> bounces = new ArrayList<>();
        for (Dsn dsn : told) {
            Enclosure enclosure = Enclosure.ofReport(message, reporting.mostReturned());
            ReportTemplates.Chosen words =
                    words(ReportKind.DOUBLE_BOUNCE, operators(reporting.languages()));
            bounces.addAll(written(new Told(postmaster, message, now), dsn, words, enclosure));
        }
        return bounces;
    }

    /** What a report would say to people, in a language or that which the message asks for. */
    QueueControl.ReportPreview preview(
            SpooledMessage message, ReportKind kind, Dsn dsn, String language) {
        List<LanguageRange> languages =
                language.isEmpty() ? languages(message) : operators(List.of(language));
        ReportTemplates.Chosen words = words(kind, languages);
        Mailbox to =
                message.reversePath() instanceof ReversePath.Of(Mailbox sender)
                        ? sender
                        : new Mailbox("postmaster", host.defaultDomain());
        Report report = new Report(message.id(), to, message, dsn, message.received());
        return new QueueControl.ReportPreview(
                words.language(),
                report.subject(host.hostname(), words),
                report.forPeople(host.hostname(), words).replace("\r\n", "\n"));
    }

    private List<LanguageRange> languages(SpooledMessage message) {
        return Correspondence.of(message).languagesBefore(reporting.languages());
    }

    private static List<LanguageRange> operators(List<String> languages) {
        return languages.stream().map(LanguageRange::new).toList();
    }

    private ReportTemplates.Chosen words(ReportKind kind, List<LanguageRange> languages) {
        return reporting.templates().get().choose(kind, languages);
    }

    private List<Bounce> written(
            Told told, Dsn dsn, ReportTemplates.Chosen words, Enclosure enclosure) {
        SpooledMessage message = told.message();
        return parts(dsn).stream()
                .map(
                        part ->
                                new Report(
                                        id(message.id(), part),
                                        told.to(),
                                        message,
                                        part,
                                        told.now()))
                .map(report -> bounce(report, words, enclosure))
                .toList();
    }

    private record Told(Mailbox to, SpooledMessage message, Instant now) {}

    /** A report of mail that had to stay in TLS has to, too (RFC 8689 section 5). */
    private Bounce bounce(Report report, ReportTemplates.Chosen words, Enclosure enclosure) {
        MailOptions options =
                new MailOptions(
                        report.isEightBit(enclosure) ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT,
                        report.isUtf8(),
                        report.message().options().requireTls(),
                        Returned.UNSAID,
                        "");
        Envelope envelope =
                new Envelope(new ReversePath.Null(), List.of(Recipient.of(report.to())), options);
        return new Bounce(report.id(), envelope, report.octets(host.hostname(), words, enclosure));
    }

    private static List<Dsn> parts(Dsn dsn) {
        List<Dsn> parts = new ArrayList<>();
        List<Dsn.About> part = new ArrayList<>();
        int size = 0;
        for (Dsn.About about : dsn.recipients()) {
            int needed = Report.size(about, dsn.action());
            if (size + needed > MOST_RECIPIENT_CHARS && !part.isEmpty()) {
                parts.add(dsn.of(part));
                part.clear();
                size = 0;
            }
            part.add(about);
            size += needed;
        }
        parts.add(dsn.of(part));
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
