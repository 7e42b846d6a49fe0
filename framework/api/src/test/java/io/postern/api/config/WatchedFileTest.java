// SPDX-License-Identifier: Apache-2.0
package io.postern.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class WatchedFileTest {
    private final List<String> told = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("list");
        write("one", Duration.ofHours(1));
    }

    @Test
    void theFirstContentIsThereAtOnce() {
        assertThat(watched().current()).contains("one");
        assertThat(told).containsExactly("took one");
    }

    @Test
    void aChangeIsSeenAfterASecond() throws IOException {
        WatchedFile<String> watched = watched();
        write("two", Duration.ofMinutes(1));

        now = now.plusMillis(999);
        assertThat(watched.current()).contains("one");
        now = now.plusMillis(1);
        assertThat(watched.current()).contains("two");
        assertThat(told).containsExactly("took one", "took two");
    }

    @Test
    void aFileThatMayStillBeWrittenIsLeftToSettle() throws IOException {
        WatchedFile<String> watched = watched();
        now = now.plusSeconds(5);
        write("tw", Duration.ofMillis(500));
        assertThat(watched.current()).contains("one");

        write("two", Duration.ZERO);
        now = now.plusSeconds(1);
        assertThat(watched.current()).contains("two");
    }

    @Test
    void aFileMovedInWithTheSameTimeAndSizeIsAnother() throws IOException {
        WatchedFile<String> watched = watched();
        Path next = folder.resolve("next");
        Files.writeString(next, "two");
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        now = now.plusSeconds(1);

        assertThat(watched.current()).contains("two");
    }

    @Test
    void brokenContentLeavesTheOldAndIsToldOnce() throws IOException {
        WatchedFile<String> watched = watched();
        write("broken", Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
            now = now.plusSeconds(1);
            assertThat(watched.current()).contains("one");
        }

        assertThat(told)
                .containsExactly(
                        "took one",
                        file + ":1:4: is broken; what was read before stays",
                        file + ":2: too; what was read before stays");
    }

    @Test
    void theOldStaysWhereTheFileIsGoneAndIsReplacedWhenItIsBack() throws IOException {
        WatchedFile<String> watched = watched();
        Files.delete(file);
        now = now.plusSeconds(1);
        assertThat(watched.current()).contains("one");

        write("two", Duration.ofMinutes(1));
        now = now.plusSeconds(1);
        assertThat(watched.current()).contains("two");
        assertThat(told).hasSize(3);
    }

    @Test
    void withoutGoodContentThereIsNone() throws IOException {
        write("broken", Duration.ofHours(1));

        assertThat(watched().current()).isEmpty();
        assertThat(told.getFirst()).endsWith("is broken; nothing was read before");
    }

    @Test
    void octetsThatAreNoTextAreBroken() throws IOException {
        Files.write(file, new byte[] {'a', (byte) 0xff});

        assertThat(watched().current()).isEmpty();
        assertThat(told).containsExactly(file + ": isn't UTF-8; nothing was read before");
    }

    @Test
    void aClockSetBackDoesNotStopTheLooking() throws IOException {
        WatchedFile<String> watched = watched();
        write("two", Duration.ofMinutes(1));
        now = now.minus(Duration.ofDays(1));

        assertThat(watched.current()).contains("two");
    }

    @Test
    void beingInterruptedChangesNothing() throws IOException {
        WatchedFile<String> watched = watched();
        write("two", Duration.ofMinutes(1));
        now = now.plusSeconds(1);
        Thread.currentThread().interrupt();

        assertThat(watched.current()).contains("two");
        assertThat(Thread.interrupted()).isTrue();
    }

    private WatchedFile<String> watched() {
        return new WatchedFile<>(
                file,
                () -> now,
                WatchedFileTest::parse,
                text -> told.add("took " + text),
                told::add);
    }

    private static WatchedFile.Parsed<String> parse(String text) {
        return text.startsWith("broken")
                ? new WatchedFile.Parsed.Bad<>(
                        List.of(
                                new WatchedFile.Problem(1, 4, "is broken"),
                                new WatchedFile.Problem(2, 0, "too")))
                : new WatchedFile.Parsed.Good<>(text);
    }

    private void write(String text, Duration ago) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(now.minus(ago)));
    }
}
