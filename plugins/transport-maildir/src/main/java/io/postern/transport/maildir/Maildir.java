// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.maildir;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** One opened Maildir; used by one thread. Where its folders are moved to, deliveries go too. */
final class Maildir implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private final SecureDirectoryStream<Path> tmp;
    private final SecureDirectoryStream<Path> fresh;

    Maildir(SecureDirectoryStream<Path> tmp, SecureDirectoryStream<Path> fresh) {
        this.tmp = tmp;
        this.fresh = fresh;
    }

    /** Writes a file's content. */
    @FunctionalInterface
    interface Content {
        void writeTo(ByteChannel file) throws IOException;
    }

    /**
     * Writes into tmp, syncs the file, moves it to new, syncs new. When this returns the message
     * survives a power cut; when it throws, no reader has seen it, save where the last sync failed.
     */
    void deliver(String name, Content content) throws IOException {
        Path file = Path.of(name);
        boolean moved = false;
        try {
            try (var channel = (FileChannel) tmp.newByteChannel(file, CREATE, OURS)) {
                content.writeTo(channel);
                channel.force(true);
            }
            tmp.move(file, fresh, file);
            moved = true;
        } finally {
            if (!moved) {
                forget(file);
            }
        }
        MaildirFolders.sync(fresh);
    }

    private void forget(Path file) throws IOException {
        try {
            tmp.deleteFile(file);
        } catch (NoSuchFileException _) {
            // it could not be made
        }
    }

    /** Never fails: a message that is synced is delivered, however its folders are left. */
    @Override
    public void close() {
        MaildirFolders.leave(tmp);
        MaildirFolders.leave(fresh);
    }
}
