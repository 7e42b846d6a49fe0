// SPDX-License-Identifier: Apache-2.0
package io.postern.api.config;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a file of text holds, read again when the file has changed.
 *
 * <p>There is no thread behind it: who asks looks, at most once a second, whether the file has
 * another time of change, size or inode, and reads it where it has. A file that changed within the
 * last second is left to settle, as it may still be being written; replace it by {@code mv} to be
 * sure. A broken file is taken not at all: the last good value stays, as it does where the file is
 * gone.
 *
 * <p>Safe for many threads, which wait for the one that reads. Being interrupted changes nothing.
 *
 * @param <T> what the text means; share only what is immutable
 */
public final class WatchedFile<T> {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Path file;
    private final InstantSource clock;
    private final Function<String, Parsed<T>> parser;
    private final Consumer<T> taken;
    private final Consumer<String> refused;

    private Instant looked;
    private @Nullable T value;
    private String stamp = "";
    private List<String> trouble = List.of();

    /** What a text came to. */
    @ProviderType
    public sealed interface Parsed<T> {
        /** It is good, and means this. */
        record Good<T>(T value) implements Parsed<T> {}

        /** It is broken. */
        record Bad<T>(List<Problem> problems) implements Parsed<T> {
            public Bad {
                problems = List.copyOf(problems);
            }
        }
    }

    /**
     * What is wrong in a text.
     *
     * @param line counts from 1; 0 where that isn't known
     * @param column counts from 1; 0 where that isn't known
     * @param text a clause of one line
     */
    public record Problem(int line, int column, String text) {
        /** Of the text as a whole. */
        public static Problem of(String text) {
            return new Problem(0, 0, text);
        }

        /** With its place before it: {@code /etc/users.yaml:12:3: no map}. */
        public String in(Path file) {
            String place = (line > 0 ? ":" + line : "") + (column > 0 ? ":" + column : "");
            return file + place + ": " + text;
        }
    }

    /**
     * Reads the file for the first time.
     *
     * @param parser makes a value of the text; the file is UTF-8
     * @param taken told of every new value
     * @param refused told of every trouble, once, as {@code /etc/users.yaml:12:3: no map; what was
     *     read before stays}
     */
    public WatchedFile(
            Path file,
            InstantSource clock,
            Function<String, Parsed<T>> parser,
            Consumer<T> taken,
            Consumer<String> refused) {
        this.file = file;
        this.clock = clock;
        this.parser = parser;
        this.taken = taken;
        this.refused = refused;
        this.looked = clock.instant();
        look(Instant.MAX);
    }

    /** The last good value; empty where there never was one. May block on the disk. */
    public synchronized Optional<T> current() {
        Instant now = clock.instant();
        if (Duration.between(looked, now).abs().compareTo(PAUSE) >= 0) {
            looked = now;
            look(now);
        }
        return Optional.ofNullable(value);
    }

    private void look(Instant now) {
        try {
            BasicFileAttributes state = Files.readAttributes(file, BasicFileAttributes.class);
            Instant changed = state.lastModifiedTime().toInstant();
            String found = changed + " " + state.size() + " " + state.fileKey();
            boolean settling = !changed.isAfter(now) && changed.plus(PAUSE).isAfter(now);
            if (!found.equals(stamp) && !settling) {
                read(found);
            }
        } catch (IOException unreadable) {
            refuse(List.of(Problem.of("can't be read: " + unreadable)));
        }
    }

    private void read(String found) throws IOException {
        try {
            Parsed<T> parsed = parser.apply(Files.readString(file));
            stamp = found;
            switch (parsed) {
                case Parsed.Good<T>(T good) -> take(good);
                case Parsed.Bad<T>(List<Problem> problems) -> refuse(problems);
            }
        } catch (CharacterCodingException _) {
            stamp = found;
            refuse(List.of(Problem.of("isn't UTF-8")));
        }
    }

    private void take(T good) {
        value = good;
        trouble = List.of();
        taken.accept(good);
    }

    /** Each trouble is said once, not every second. */
    private void refuse(List<Problem> problems) {
        String rest = value == null ? "nothing was read before" : "what was read before stays";
        List<String> lines =
                problems.stream().map(problem -> problem.in(file) + "; " + rest).toList();
        if (!lines.equals(trouble)) {
            trouble = lines;
            lines.forEach(refused);
        }
    }
}
