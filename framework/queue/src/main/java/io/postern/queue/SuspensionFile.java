// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.queue.Suspension.Kind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Remembers suspensions over a restart: {@code HOME/data/queue.suspended}, a line for each with
 * what is said of it, percent-encoded, a blank between. It is replaced in one step and synced.
 */
final class SuspensionFile {
    private static final String NAME = "queue.suspended";

    private final Path folder;
    private final Path file;

    SuspensionFile(Path folder) {
        this.folder = folder;
        this.file = folder.resolve(NAME);
    }

    /**
     * What was written last; nothing where nothing was.
     *
     * @throws IllegalStateException where the file can't be understood: to go on without it would
     *     send what somebody has stopped
     */
    List<Suspension> read() {
        List<Suspension> suspensions = new ArrayList<>();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    suspensions.add(parse(line));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("can't read " + file, failed);
        }
        return suspensions;
    }

    /** Writes all of them down; durable when this returns. */
    void write(List<Suspension> suspensions) {
        Path fresh = folder.resolve(NAME + ".new");
        try {
            Files.createDirectories(folder);
            Files.write(fresh, suspensions.stream().map(SuspensionFile::line).toList());
            force(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException("can't write " + file, failed);
        }
    }

    private Suspension parse(String line) {
        try {
            String[] words = line.split(" ", -1);
            return new Suspension(
                    Kind.valueOf(words[0]),
                    decode(words[1]),
                    Instant.parse(words[2]),
                    words[3].equals("-") ? Instant.MAX : Instant.parse(words[3]),
                    decode(words[4]),
                    decode(words[5]));
        } catch (IllegalArgumentException
                | DateTimeException
                | ArrayIndexOutOfBoundsException broken) {
            throw new IllegalStateException(file + ": can't be understood: " + line, broken);
        }
    }

    private static String line(Suspension said) {
        boolean endless = said.until().equals(Instant.MAX);
        return String.join(
                " ",
                said.kind().name(),
                encode(said.name()),
                said.since().toString(),
                endless ? "-" : said.until().toString(),
                encode(said.who()),
                encode(said.why()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
