// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.mbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One mbox in its opened folder. Locked as other programs do it, by a file beside it and by fcntl;
 * whoever waits for a lock looks again and again, so that it can be stopped. Used by one thread,
 * which nobody may interrupt: that would close the file before it is put right.
 */
final class Mbox {
    private static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> EXISTING =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> FRESH =
            Set.of(
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE_NEW,
                    LinkOption.NOFOLLOW_LINKS);
    private static final Duration LOOK = Duration.ofMillis(50);

    /** A lock file of that age was left behind by a program that has died. */
    private static final Duration STALE = Duration.ofMinutes(10);

    private final SecureDirectoryStream<Path> folder;
    private final Path path;
    private final Path name;
    private final Path lock;
    private final InstantSource clock;
    private final BooleanSupplier patient;

    /**
     * An mbox.
     *
     * @param path of it, of which the folder is open
     * @param patient whether to go on waiting for a lock
     */
    Mbox(
            SecureDirectoryStream<Path> folder,
            Path path,
            InstantSource clock,
            BooleanSupplier patient) {
        this.folder = folder;
        this.path = path;
        this.name = Objects.requireNonNull(path.getFileName());
        this.lock = Path.of(name + MailboxPath.LOCK);
        this.clock = clock;
        this.patient = patient;
    }

    /**
     * Appends and syncs. When this returns the message survives a power cut; when it throws, the
     * mbox is as it was.
     *
     * @throws LockedException where a lock can't be had
     */
    void append(MboxContent content, boolean dotLock) throws IOException {
        if (dotLock) {
            takeLockFile();
        }
        try {
            boolean fresh = attributes().isEmpty();
            try (FileChannel file = open(fresh);
                    FileLock _ = lock(file)) {
                append(content, file);
            }
            if (fresh) {
                MboxFolders.sync(folder);
            }
        } finally {
            if (dotLock) {
                delete(lock);
            }
        }
    }

    private static void append(MboxContent content, FileChannel file) throws IOException {
        long before = file.size();
        boolean whole = false;
        try {
            content.appendTo(file);
            file.force(true);
            whole = true;
        } finally {
            if (!whole) {
                file.truncate(before);
            }
        }
    }

    /** Looks before it opens, since a FIFO would block that, and after, whether it is the same. */
    private FileChannel open(boolean fresh) throws IOException {
        if (fresh) {
            return (FileChannel) folder.newByteChannel(name, FRESH, OURS);
        }
        Object before = checkedKey();
        FileChannel file = (FileChannel) folder.newByteChannel(name, EXISTING);
        try {
            if (!Objects.equals(before, checkedKey())) {
                throw new FileSystemException(path.toString(), null, "changed while it was opened");
            }
            return file;
        } catch (IOException trouble) {
            file.close();
            throw trouble;
        }
    }

    private Object checkedKey() throws IOException {
        BasicFileAttributes attributes =
                attributes().orElseThrow(() -> new NoSuchFileException(path.toString()));
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(path.toString(), null, "not a regular file");
        }
        if (!Objects.equals(Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS), 1)) {
            throw new FileSystemException(path.toString(), null, "has another name (hard link)");
        }
        return Objects.requireNonNull(attributes.fileKey());
    }

    private Optional<BasicFileAttributes> attributes() throws IOException {
        return attributes(name);
    }

    private Optional<BasicFileAttributes> attributes(Path of) throws IOException {
        try {
            return Optional.of(
                    folder.getFileAttributeView(
                                    of, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private FileLock lock(FileChannel file) throws IOException {
        FileLock held = file.tryLock();
        while (held == null) {
            waitOn("fcntl");
            held = file.tryLock();
        }
        return held;
    }

    private void takeLockFile() throws IOException {
        while (true) {
            try {
                folder.newByteChannel(lock, FRESH, OURS).close();
                return;
            } catch (FileAlreadyExistsException _) {
                if (isStale()) {
                    delete(lock);
                } else {
                    waitOn(lock.toString());
                }
            }
        }
    }

    private boolean isStale() throws IOException {
        Instant limit = clock.instant().minus(STALE);
        return attributes(lock)
                .map(of -> of.isRegularFile() && of.lastModifiedTime().toInstant().isBefore(limit))
                .orElse(false);
    }

    private void delete(Path file) throws IOException {
        try {
            folder.deleteFile(file);
        } catch (NoSuchFileException _) {
            // somebody thought it stale
        }
    }

    private void waitOn(String what) throws IOException {
        if (!patient.getAsBoolean()) {
            throw new LockedException(path + " is locked: " + what);
        }
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException _) {
            throw new LockedException(path + " is locked: stopped");
        }
    }

    /** Another program has the mbox. */
    static final class LockedException extends IOException {
        LockedException(String message) {
            super(message);
        }
    }
}
