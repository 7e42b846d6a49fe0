// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.queue.Suspension.Kind;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Remembers suspensions over a restart: {@code HOME/data/queue.suspended}, a line for each with
 * what is said of it, percent-encoded, a blank between. It is replaced in one step and synced.
 */
final class SuspensionFile {
    private final StateFile state;

    SuspensionFile(Path folder) {
        this.state = new StateFile(folder, "queue.suspended");
    }

    /**
     * What was written last; nothing where nothing was.
     *
     * @throws IllegalStateException where the file can't be understood: to go on without it would
     *     send what somebody has stopped
     */
    List<Suspension> read() {
        return state.read().lines().map(this::parse).toList();
    }

    /** Writes all of them down; durable when this returns. */
    void write(List<Suspension> suspensions) {
        state.write(
                suspensions.stream().map(said -> line(said) + "\n").collect(Collectors.joining()));
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
            throw new IllegalStateException(
                    state.path() + ": can't be understood: " + line, broken);
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
}
