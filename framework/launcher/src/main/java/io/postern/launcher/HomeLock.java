// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Keeps a second process out of a home; ends with the process, however that ends. */
final class HomeLock implements AutoCloseable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Sees whether a server runs there, and changes nothing; the next moment one may.
     *
     * @throws CommandException where one does
     */
    static void requireFree(Home home) throws IOException {
        if (!Files.exists(home.lock())) {
            return;
        }
        try (FileChannel channel = FileChannel.open(home.lock(), StandardOpenOption.READ)) {
            if (channel.tryLock(0, Long.MAX_VALUE, true) == null) {
                throw new CommandException(
                        Exit.TRY_AGAIN,
                        "Postern runs with home %s, pid %s: stop it first"
                                .formatted(home, Files.readString(home.lock()).strip()));
            }
        }
    }

    /**
     * Takes the lock and writes our pid into its file.
     *
     * @throws CommandException where another process has it
     */
    static HomeLock take(Home home) throws IOException {
        FileChannel channel =
                FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            String pid = Files.readString(home.lock()).strip();
            throw new CommandException(
                    Exit.TRY_AGAIN, "already running, pid " + pid + ", with home " + home);
        }
        channel.truncate(0);
        String pid = ProcessHandle.current().pid() + "\n";
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
        return new HomeLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
