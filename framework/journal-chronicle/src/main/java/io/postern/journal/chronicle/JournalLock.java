// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import io.postern.spool.JournalInUseException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second process from the journal. The kernel's lock on {@code lock}, which ends with the
 * process: Chronicle's own is a process id in a file, and survives a crash under the same id.
 */
final class JournalLock implements AutoCloseable {
    private final FileChannel channel;

    private JournalLock(FileChannel channel) {
        this.channel = channel;
    }

    static JournalLock take(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        if (tryLock(channel, false) == null) {
            channel.close();
            throw new JournalInUseException(folder);
        }
        return new JournalLock(channel);
    }

    /** Sees whether a process has it, and changes nothing; the next moment one may. */
    static void requireFree(Path folder) throws IOException {
        Path file = folder.resolve("lock");
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (tryLock(channel, true) == null) {
                throw new JournalInUseException(folder);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel, boolean shared)
            throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException ours) { // this very process has it
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
