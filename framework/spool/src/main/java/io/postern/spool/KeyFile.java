// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The journal's key beside the journal: {@code key}, 16 octets and their CRC-32C. */
final class KeyFile {
    private static final int SIZE = JournalKey.OCTETS + 4;

    private final Path folder;

    KeyFile(Path folder) {
        this.folder = folder;
    }

    /** The key; null where there is none, or it is damaged. */
    @Nullable JournalKey load() throws IOException {
        Path file = folder.resolve("key");
        if (!Files.exists(file)) {
            return null;
        }
        byte[] octets = Files.readAllBytes(file);
        if (octets.length != SIZE) {
            return null;
        }
        byte[] key = Arrays.copyOf(octets, JournalKey.OCTETS);
        return ByteBuffer.wrap(octets).getInt(JournalKey.OCTETS) == check(key)
                ? new JournalKey(key)
                : null;
    }

    /** Puts it there, durably: file synced, renamed, folder synced. */
    void store(JournalKey key) throws IOException {
        byte[] octets = key.octets();
        ByteBuffer content = ByteBuffer.allocate(SIZE).put(octets).putInt(check(octets)).flip();
        Path fresh = folder.resolve("key.new");
        try (FileChannel file =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            while (content.hasRemaining()) {
                file.write(content);
            }
            file.force(true);
        }
        Files.move(fresh, folder.resolve("key"), StandardCopyOption.ATOMIC_MOVE);
        syncFolder(folder);
    }

    /** Makes the names in a folder durable. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static int check(byte[] key) {
        CRC32C check = new CRC32C();
        check.update(key);
        return (int) check.getValue();
    }
}
