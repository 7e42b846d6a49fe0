// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.mbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Opens the folders of mboxes below a root, and makes those that aren't there (0700). Below the
 * root every name must be a real folder: each is opened relative to the one above it (openat) and
 * no symbolic link is followed, so whoever owns a mailbox can't lead a delivery out of it.
 *
 * <p>The lock: who finds a folder holds it shared, who makes one holds it alone until the new names
 * are synced. So nobody delivers into a folder that a power cut could still take away.
 */
final class MboxFolders {
    private static final Logger LOG = LoggerFactory.getLogger(MboxFolders.class);

    private static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    MboxFolders(Path root) {
        this.root = root;
    }

    /** Opens the folder with these names below the root. The caller closes it. */
    SecureDirectoryStream<Path> open(List<String> names) throws IOException {
        lock.readLock().lock();
        try {
            return find(names);
        } catch (NoSuchFileException _) {
            // made below
        } finally {
            lock.readLock().unlock();
        }
        lock.writeLock().lock();
        try {
            make(names);
            return find(names);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private SecureDirectoryStream<Path> find(List<String> names) throws IOException {
        List<SecureDirectoryStream<Path>> opened = new ArrayList<>();
        try {
            SecureDirectoryStream<Path> folder = enter(names, opened);
            opened.remove(folder);
            return folder;
        } finally {
            opened.forEach(MboxFolders::leave);
        }
    }

    private void make(List<String> names) throws IOException {
        try {
            makeRoot(root);
        } catch (IOException trouble) {
            throw new UnusableRootException(trouble);
        }
        List<SecureDirectoryStream<Path>> opened = new ArrayList<>();
        try {
            Path path = root;
            SecureDirectoryStream<Path> folder = openRoot(opened);
            for (String name : names) {
                makeBelow(folder, path, List.of(name));
                path = path.resolve(name);
                folder = below(folder, name, opened);
            }
        } finally {
            opened.forEach(MboxFolders::leave);
        }
    }

    /**
     * Java has no mkdirat, so the name is made by its path. A parent that is swapped for a link in
     * this moment gets an empty folder made elsewhere; no message follows it, since what is entered
     * then is the folder that was opened.
     */
    private static void makeBelow(SecureDirectoryStream<Path> folder, Path path, List<String> names)
            throws IOException {
        for (String name : names) {
            try {
                Files.createDirectory(path.resolve(name), OURS);
            } catch (FileAlreadyExistsException _) {
                // a folder or not: entering it will tell
            }
        }
        sync(folder);
    }

    private static void makeRoot(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null || Files.isDirectory(path)) {
            return;
        }
        makeRoot(parent);
        try {
            Files.createDirectory(path, OURS);
        } catch (FileAlreadyExistsException _) {
            // as above
        }
        try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private SecureDirectoryStream<Path> enter(
            List<String> names, List<SecureDirectoryStream<Path>> opened) throws IOException {
        SecureDirectoryStream<Path> folder = openRoot(opened);
        for (String name : names) {
            folder = below(folder, name, opened);
        }
        return folder;
    }

    @SuppressWarnings("StreamResourceLeak") // whoever holds the list closes it
    private SecureDirectoryStream<Path> openRoot(List<SecureDirectoryStream<Path>> opened)
            throws IOException {
        try {
            if (Files.newDirectoryStream(root) instanceof SecureDirectoryStream<Path> folder) {
                opened.add(folder);
                return folder;
            }
        } catch (NoSuchFileException missing) {
            throw missing;
        } catch (IOException trouble) {
            throw new UnusableRootException(trouble);
        }
        throw new IOException("this system can't open folders relative to folders: " + root);
    }

    /**
     * Looks before it opens, since Java opens a folder as it would a file, and a FIFO would block
     * it. Who swaps one in between the two can hold up this one attempt.
     */
    private static SecureDirectoryStream<Path> below(
            SecureDirectoryStream<Path> folder,
            String name,
            List<SecureDirectoryStream<Path>> opened)
            throws IOException {
        Path path = Path.of(name);
        boolean real =
                folder.getFileAttributeView(
                                path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes()
                        .isDirectory();
        if (!real) {
            throw new NotDirectoryException(name);
        }
        SecureDirectoryStream<Path> next =
                folder.newDirectoryStream(path, LinkOption.NOFOLLOW_LINKS);
        opened.add(next);
        return next;
    }

    /** Makes the names in a folder survive a power cut. */
    static void sync(SecureDirectoryStream<Path> folder) throws IOException {
        try (var channel = folder.newByteChannel(Path.of("."), Set.of(StandardOpenOption.READ))) {
            ((FileChannel) channel).force(true);
        }
    }

    /** Closes a folder, which was only looked into: that it fails changes nothing. */
    static void leave(SecureDirectoryStream<Path> folder) {
        try {
            folder.close();
        } catch (IOException trouble) {
            LOG.warn("folder not closed: {}", trouble.toString());
        }
    }
}
