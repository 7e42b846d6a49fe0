// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.file;

import io.postern.api.config.Option;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Peer;
import io.postern.api.transport.Transport;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Writes a message and its envelope into a folder from which another program takes them further.
 * Each attempt is a file, or a pair, of its own; one that is repeated after a crash has the same
 * name again.
 */
@Component(
        configurationPid = "io.postern.transport.file",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=file")
@Designate(ocd = FileTransport.Options.class, factory = true)
public final class FileTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(FileTransport.class);
    private static final int DIGEST = 8;

    /** What {@code transports:} may say of it. */
    @ObjectClassDefinition(name = "file transport")
    @interface Options {
        @Option(kind = Option.Kind.PATH, value = "folder that the files are put in")
        String folder() default "data/drop";

        @Option("what they look like: bsmtp (one file) or eml-json (message and envelope)")
        Format format() default Format.BSMTP;

        @Option("whether the folder's group may read them")
        boolean groupReadable() default false;
    }

    /** What the files look like. */
    enum Format {
        /** {@code NAME.bsmtp}: the client's half of an SMTP session. */
        BSMTP,
        /** {@code NAME.eml}, the message, and then {@code NAME.json}, the envelope. */
        EML_JSON
    }

    private final DropFolder folder;
    private final Format format;
    private final InstantSource clock = Clock.systemUTC();

    /** Made by Declarative Services; does nothing on the disk yet. */
    @Activate
    public FileTransport(Options options) {
        Path path = Path.of(options.folder());
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path)) {
            throw new IllegalArgumentException(
                    "file transport: folder: '" + path + "' is no folder");
        }
        String permissions = options.groupReadable() ? "rw-r-----" : "rw-------";
        folder = new DropFolder(path, PosixFilePermissions.fromString(permissions));
        format = options.format();
    }

    @Override
    public DeliveryReport deliver(DeliveryAttempt attempt) {
        return DeliveryReport.of(attempt.recipients(), outcome(attempt));
    }

    private DeliveryOutcome outcome(DeliveryAttempt attempt) {
        if (Thread.currentThread().isInterrupted()) {
            return deferred(3, 2, "stopped", Blame.DESTINATION);
        }
        if (!clock.instant().isBefore(attempt.deadline())) {
            return deferred(3, 0, "out of time", Blame.DESTINATION);
        }
        try {
            String name = name(attempt);
            write(name, attempt);
            folder.sync();
            return new Delivered(
                    new Status.Success(0, 0, "written to file " + name), Peer.NONE, Reach.RELAYED);
        } catch (UnreadableMessageException unreadable) {
            LOG.warn("{} unreadable: {}", attempt.queueId(), unreadable.toString());
            return deferred(3, 0, "message can't be read", Blame.MESSAGE);
        } catch (ClosedByInterruptException _) {
            return deferred(3, 2, "stopped", Blame.DESTINATION);
        } catch (IOException trouble) {
            LOG.warn(
                    "{} folder={} trouble={}",
                    attempt.queueId(),
                    folder.path(),
                    trouble.toString());
            boolean full =
                    String.valueOf(trouble.getMessage())
                            .toLowerCase(Locale.ROOT)
                            .contains("no space left");
            return full
                    ? deferred(3, 1, "mail system full", Blame.DESTINATION)
                    : deferred(3, 0, "folder can't be written", Blame.DESTINATION);
        }
    }

    /** The envelope comes last: who sees it finds the message. */
    private void write(String name, DeliveryAttempt attempt) throws IOException {
        switch (format) {
            case BSMTP -> folder.write(name + ".bsmtp", new BatchSmtp(attempt)::writeTo);
            case EML_JSON -> {
                folder.write(name + ".eml", out -> BatchSmtp.copy(attempt.message(), out));
                byte[] json = new EnvelopeJson(attempt).text().getBytes(StandardCharsets.US_ASCII);
                folder.write(name + ".json", out -> out.write(json));
            }
        }
    }

    /** The same for the same message to the same recipients, and for nothing else. */
    private static String name(DeliveryAttempt attempt) {
        StringBuilder who = new StringBuilder(attempt.reversePath().toString());
        for (Recipient recipient : attempt.recipients()) {
            who.append('\n').append(recipient.mailbox());
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(who.toString().getBytes(StandardCharsets.UTF_8));
            return attempt.queueId() + "-" + HexFormat.of().formatHex(digest, 0, DIGEST);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static Deferred deferred(int subject, int detail, String text, Blame blame) {
        return new Deferred(new Status.Transient(subject, detail, text), blame, Peer.NONE);
    }
}
