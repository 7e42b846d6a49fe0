// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A small file of text that outlives a restart: replaced in one step, and synced. */
record StateFile(Path folder, String name) {
    Path path() {
        return folder.resolve(name);
    }

    /**
     * What was written last; empty where nothing was.
     *
     * @throws UncheckedIOException where the disk can't say
     */
    String read() {
        try {
            return Files.exists(path()) ? Files.readString(path()) : "";
        } catch (IOException failed) {
            throw new UncheckedIOException("can't read " + path(), failed);
        }
    }

    /**
     * Replaces it; durable when this returns.
     *
     * @throws UncheckedIOException where it can't be written
     */
    void write(String text) {
        Path fresh = folder.resolve(name + ".new");
        try {
            Files.createDirectories(folder);
            Files.writeString(fresh, text);
            force(fresh);
            Files.move(fresh, path(), StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException("can't write " + path(), failed);
        }
    }

    /**
     * Deletes it, if it is there.
     *
     * @throws UncheckedIOException where it can't be deleted
     */
    void delete() {
        try {
            Files.deleteIfExists(path());
        } catch (IOException failed) {
            throw new UncheckedIOException("can't delete " + path(), failed);
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
