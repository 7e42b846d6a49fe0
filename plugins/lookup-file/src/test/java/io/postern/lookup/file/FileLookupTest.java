// SPDX-License-Identifier: Apache-2.0
package io.postern.lookup.file;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;
import io.postern.testkit.LookupContract;
import io.postern.testkit.SetClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;

class FileLookupTest implements LookupContract {
    private static final String TABLE =
            """
            # comment
            ann@example.org: gold

            Bob@Example.org:   silver, and a comma
            bob@example.org:second: third
            2001:db8::1: six
              # another comment
            empty:
            """;

    private final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        log.start();
        ((Logger) LoggerFactory.getLogger(FileLookup.class)).addAppender(log);
        file = folder.resolve("users.txt");
        write(TABLE, Duration.ofHours(1));
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(FileLookup.class)).detachAppender(log);
    }

    private void write(String text, Duration ago) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant().minus(ago)));
    }

    @Override
    public Lookup lookup() {
        return new FileLookup(file, true, clock);
    }

    @Override
    public String known() {
        return "ann@example.org";
    }

    private static LookupAnswer found(String... values) {
        return new LookupAnswer.Found(List.of(values));
    }

    @Test
    void keysHaveValues() throws Exception {
        Lookup lookup = new FileLookup(file, true, clock);
        assertThat(lookup.find("ann@example.org")).isEqualTo(found("gold"));
        assertThat(lookup.find("BOB@example.org")).isEqualTo(found("silver, and a comma"));
        assertThat(lookup.find("bob@example.org:second")).isEqualTo(found("third"));
        assertThat(lookup.find("2001:DB8::1")).isEqualTo(found("six"));
        assertThat(lookup.find("empty")).isEqualTo(found(""));
        for (String absent :
                List.of("", "carl@example.org", "# comment", "ann@example.org: gold")) {
            assertThat(lookup.find(absent)).isEqualTo(new LookupAnswer.Absent());
        }
    }

    @Test
    void keyOnSeveralLinesHasSeveralValues() throws Exception {
        write("a: 1\nb: 2\nA: 3\n", Duration.ofHours(1));
        assertThat(new FileLookup(file, true, clock).find("a")).isEqualTo(found("1", "3"));
        assertThat(new FileLookup(file, false, clock).find("a")).isEqualTo(found("1"));
        assertThat(new FileLookup(file, false, clock).find("B"))
                .isEqualTo(new LookupAnswer.Absent());
    }

    @Test
    void changedFileIsReadAgain() throws Exception {
        Lookup lookup = new FileLookup(file, true, clock);
        write("ann@example.org: silver\n", Duration.ofMinutes(1));
        assertThat(lookup.find("ann@example.org")).isEqualTo(found("gold"));
        clock.advance(Duration.ofSeconds(1));
        assertThat(lookup.find("ann@example.org")).isEqualTo(found("silver"));
        assertThat(lookup.find("empty")).isEqualTo(new LookupAnswer.Absent());
    }

    @Test
    void brokenFileLeavesWhatWasThere() throws Exception {
        Lookup lookup = new FileLookup(file, true, clock);
        write("ann@example.org: silver\nnonsense\n: value\n", Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(lookup.find("ann@example.org")).isEqualTo(found("gold"));
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains(
                        "lookup "
                                + file
                                + ":2: no key with a colon and a space after it; what was read"
                                + " before stays",
                        "lookup "
                                + file
                                + ":3: no key with a colon and a space after it; what was read"
                                + " before stays");
        Files.delete(file);
        clock.advance(Duration.ofSeconds(1));
        assertThat(lookup.find("ann@example.org")).isEqualTo(found("gold"));
    }

    @Test
    void withoutAGoodFileNobodyCanTell() throws Exception {
        write("nonsense\n", Duration.ofHours(1));
        Lookup lookup = new FileLookup(file, true, clock);
        assertThat(lookup.find("ann@example.org"))
                .isEqualTo(new LookupAnswer.Unknown("there never was a good file"));
        write("ann@example.org: gold\n", Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(lookup.find("ann@example.org")).isEqualTo(found("gold"));
    }
}
