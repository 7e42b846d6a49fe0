// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A folder whose files are whole as soon as they have their name. Safe for many threads.
 *
 * @param permissions of the files
 */
record DropFolder(Path path, Set<PosixFilePermission> permissions) {
    private static final AtomicLong COUNT = new AtomicLong();
    private static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    DropFolder {
        permissions = Set.copyOf(permissions);
    }

    /** Writes a file's content. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes under a name that begins with a dot, syncs, renames. Where a file has the name already
     * it is replaced. Durable after {@link #sync}.
     */
    void write(String name, Content content) throws IOException {
        make(path);
        Path temporary =
                path.resolve(
                        ".%s.%d-%d.tmp"
                                .formatted(
                                        name,
                                        ProcessHandle.current().pid(),
                                        COUNT.incrementAndGet()));
        boolean moved = false;
        try {
            try (FileChannel file =
                    FileChannel.open(
                            temporary,
                            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                            PosixFilePermissions.asFileAttribute(permissions))) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file));
                content.writeTo(out);
                out.flush();
                file.force(true);
            }
            Files.move(temporary, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            moved = true;
        } finally {
            if (!moved) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    /** Makes the names survive a power cut. */
    void sync() throws IOException {
        sync(path);
    }

    private static void make(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent == null || Files.isDirectory(folder)) {
            return;
        }
        make(parent);
        try {
            Files.createDirectory(folder, OURS);
        } catch (FileAlreadyExistsException _) {
            // a folder or not: writing into it will tell
        }
        sync(parent);
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
