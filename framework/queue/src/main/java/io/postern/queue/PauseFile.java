// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Remembers over a restart whether attempts are stopped. The newest word counts, be it the
 * operator's ({@code postern queue pause|resume}) or the configuration's ({@code queue: paused:}):
 *
 * <ul>
 *   <li>Nobody has said anything: as configured.
 *   <li>The operator has: that holds over any number of restarts, so after {@code resume} a crash
 *       doesn't stop mail again though {@code paused: true} still stands in the file.
 *   <li>{@code paused:} was changed since: the edit is the newer word, and what the operator said
 *       before it is forgotten.
 * </ul>
 *
 * <p>The file is {@code HOME/data/queue.paused}, one line: the word, and what was configured when
 * it was said. It is replaced in one step and synced.
 */
final class PauseFile {
    private static final String NAME = "queue.paused";

    private final Path folder;
    private final Path file;
    private final boolean configured;

    PauseFile(Path folder, boolean configured) {
        this.folder = folder;
        this.file = folder.resolve(NAME);
        this.configured = configured;
    }

    Path folder() {
        return folder;
    }

    /** What counts at start. Forgets a word that an edit has overtaken. */
    boolean isPaused() {
        String word = read();
        if (word.equals(line(true))) {
            return true;
        }
        if (word.equals(line(false))) {
            return false;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("can't delete " + file, failed);
        }
        return configured;
    }

    /** Writes the operator's word down; it is durable when this returns. */
    void say(boolean paused) {
        Path fresh = folder.resolve(NAME + ".new");
        try {
            Files.createDirectories(folder);
            Files.writeString(fresh, line(paused));
            force(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException("can't write " + file, failed);
        }
    }

    private String read() {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException failed) {
            throw new UncheckedIOException("can't read " + file, failed);
        }
    }

    private String line(boolean paused) {
        return (paused ? "paused" : "running") + " configured=" + configured + "\n";
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
