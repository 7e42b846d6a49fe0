// SPDX-License-Identifier: Apache-2.0
package io.postern.pickup;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.QueueId;
import io.postern.hooks.MailEvents;
import io.postern.smtp.MailDate;
import io.postern.spool.Acceptance;
import io.postern.spool.Reception;
import io.postern.spool.Spool;
import io.postern.spool.SpoolFullException;
import io.postern.spool.SpoolUnavailableException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes the files of one folder, oldest name first. A file is deleted when its message is durable:
 * a crash in between takes it twice, never not at all. One that is broken goes to {@code bad/},
 * with the reason beside it. Used by one thread.
 */
final class PickupFolder {
    private static final Logger LOG = LoggerFactory.getLogger(PickupFolder.class);

    /** A file that was changed this short ago may still be being written. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private static final int ENVELOPE_LIMIT = 16 * 1024 * 1024;

    private final PickupSettings settings;
    private final MailEvents events;
    private final InstantSource clock;

    /** Said once, and not at each look. */
    private String lastTrouble = "";

    PickupFolder(PickupSettings settings, MailEvents events, InstantSource clock) {
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    /** Looks once, and takes what is there and settled. */
    void look(Spool spool, HostIdentity host) throws InterruptedException {
        String trouble = "";
        try {
            for (Path file : files()) {
                String said = tryToTake(file, spool, host);
                trouble = said.isEmpty() ? trouble : said;
            }
        } catch (SpoolFullException | SpoolUnavailableException later) {
            trouble = later.toString();
        } catch (IOException | UncheckedIOException | DirectoryIteratorException broken) {
            trouble = broken.toString();
        }
        if (!trouble.isEmpty() && !trouble.equals(lastTrouble)) {
            LOG.warn("pickup folder={} waits, trouble={}", settings.folder(), trouble);
        }
        lastTrouble = trouble;
    }

    private List<Path> files() throws IOException {
        Instant settled = clock.instant().minus(SETTLED);
        try (Stream<Path> all = Files.list(settings.folder())) {
            return all.filter(this::isOurs)
                    .filter(file -> isSettled(file, settled))
                    .sorted()
                    .toList();
        }
    }

    private boolean isOurs(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && name.endsWith(settings.format().suffix());
    }

    private static boolean isSettled(Path file, Instant settled) {
        try {
            BasicFileAttributes of = attributes(file);
            return !of.isDirectory() && !of.lastModifiedTime().toInstant().isAfter(settled);
        } catch (IOException _) {
            return false; // it has just gone
        }
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** What keeps it there, which keeps no other; empty where it is taken. */
    private String tryToTake(Path file, Spool spool, HostIdentity host)
            throws InterruptedException {
        try {
            take(file, spool, host);
            return "";
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private void take(Path file, Spool spool, HostIdentity host)
            throws IOException, InterruptedException {
        try (Reception reception = spool.receive()) {
            QueueId id = accept(file, reception, host);
            // Durable from here on.
            LOG.info("{} pickup={}", id, file.getFileName());
            delete(file);
        } catch (BrokenFileException broken) {
            LOG.warn("pickup={} broken: {}", file, broken.getMessage());
            putAside(file, broken);
        }
    }

    private QueueId accept(Path file, Reception reception, HostIdentity host)
            throws IOException, InterruptedException {
        Path message = settings.format().message(file);
        if (!attributes(file).isRegularFile()
                || !Files.isRegularFile(message, LinkOption.NOFOLLOW_LINKS)) {
            throw new BrokenFileException(
                    "not a regular file, or without " + message.getFileName());
        }
        Intake.Result result;
        try (InputStream in =
                new BufferedInputStream(Files.newInputStream(message, LinkOption.NOFOLLOW_LINKS))) {
            Intake intake = new Intake(reception, settings.messageSize());
            result = format(file, host).read(in, intake);
        }
        Instant now = clock.instant();
        QueueId id = reception.id();
        byte[] head = head(host, id, now, result.header());
        long size = head.length + reception.size() - result.skip();
        reception.commit(new Acceptance(result.envelope(), now, head, result.skip(), ""));
        events.publish(new MailEvent.Accepted(now, id, result.envelope(), size, "local"));
        return id;
    }

    private Intake.Format format(Path file, HostIdentity host) throws IOException {
        return switch (settings.format()) {
            case BSMTP -> new BatchFormat(host.defaultDomain());
            case PLAIN -> new PlainFormat(host.defaultDomain());
            case EML_JSON -> {
                if (Files.size(file) > ENVELOPE_LIMIT) {
                    throw new BrokenFileException("the envelope is too large");
                }
                yield new JsonFormat(Files.readAllBytes(file));
            }
        };
    }

    private static byte[] head(HostIdentity host, QueueId id, Instant now, byte[] header) {
        byte[] received =
                "Received: by %s (Postern, pickup) id %s;\r\n\t%s\r\n"
                        .formatted(host.hostname(), id, MailDate.utc(now))
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] head = new byte[received.length + header.length];
        System.arraycopy(received, 0, head, 0, received.length);
        System.arraycopy(header, 0, head, received.length, header.length);
        return head;
    }

    private void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(settings.format().message(file));
        try (FileChannel folder = FileChannel.open(settings.folder(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private void putAside(Path file, BrokenFileException reason) throws IOException {
        Path bad = Files.createDirectories(settings.folder().resolve("bad"));
        Path message = settings.format().message(file);
        for (Path one : message.equals(file) ? List.of(file) : List.of(file, message)) {
            if (Files.exists(one, LinkOption.NOFOLLOW_LINKS)) {
                move(one, bad.resolve(String.valueOf(one.getFileName())));
            }
        }
        Files.writeString(bad.resolve(file.getFileName() + ".reason"), reason.getMessage() + "\n");
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
