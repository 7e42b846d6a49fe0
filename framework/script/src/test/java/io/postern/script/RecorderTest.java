// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static io.postern.script.TestAsked.PASSED;
import static io.postern.script.TestAsked.dns;
import static io.postern.script.TestAsked.loaded;
import static io.postern.script.TestAsked.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.Figure;
import io.postern.api.mail.HeaderField;
import io.postern.script.Asked.Letter;
import io.postern.script.Redaction.Part;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;

@Timeout(60)
class RecorderTest {
    @TempDir private Path home;

    private List<Noted> read() throws Exception {
        List<Noted> lines = new ArrayList<>();
        new RecordReader(RecordFiles.folder(home)).read(lines::add);
        return lines;
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Letter letter = new Letter(List.of(new HeaderField("Subject", "Grüße")), 77, "ÿ\r\n", true);
        List<Noted> lines =
                session("s1")
                        .note(dns("mx", "x.example", "10 mx.x.example"))
                        .connect(PASSED, new Said("one", "accept", "", "", List.of()))
                        .mail("", PASSED)
                        .rcpt("\"a b\"@x.example", TestAsked.rejected("two", "5.1.1"))
                        .letter(letter, new Said("", "pass", "", "", List.of("add X-A")))
                        .all();
        Recorder recorder = TestAsked.recorder(home, Set.of(), List.of(), 100);
        recorder.loaded(loaded("one", "{}").scripts());
        lines.forEach(recorder::note);
        recorder.close();
        List<Noted> read = read();
        assertThat(read.subList(read.size() - lines.size(), read.size())).isEqualTo(lines);
        assertThat(read.getFirst())
                .isInstanceOfSatisfying(
                        Noted.Loaded.class,
                        first -> assertThat(first.scripts().getFirst().name()).isEqualTo("one"));
    }

    @Test
    void filesAreForTheOwnerAlone() throws Exception {
        TestAsked.record(home, session("s1").connect(PASSED).all());
        Path folder = RecordFiles.folder(home);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void recordIsReadWhileItIsWritten() throws Exception {
        Recorder recorder = TestAsked.recorder(home, Set.of(), List.of(), 0);
        session("s1").connect(PASSED).mail("a@x.example", PASSED).all().forEach(recorder::note);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(read()).hasSize(3));
        recorder.close();
        assertThat(read()).hasSize(3);
    }

    @Test
    void sameAnswerIsWrittenOnce() throws Exception {
        TestAsked.record(
                home,
                List.of(
                        dns("mx", "x.example", "10 a.x.example"),
                        dns("mx", "x.example", "10 a.x.example"),
                        dns("mx", "x.example", "10 b.x.example"),
                        dns("txt", "x.example")));
        assertThat(read()).hasSize(4); // with the scripts, which each file begins with
    }

    @Test
    void addressesAreDisguisedAlikeAndValuesLeftOut() throws Exception {
        Recorder recorder = TestAsked.recorder(home, Set.of(Part.values()), List.of("subject"), 0);
        Letter letter =
                new Letter(
                        List.of(
                                new HeaderField("Subject", "to ann@x.example"),
                                new HeaderField("From", "Ann <ann@x.example>")),
                        77,
                        "",
                        false);
        recorder.loaded(loaded("one", "{\"key\":\"secret\"}").scripts());
        session("s1")
                .mail("ann@x.example", PASSED)
                .rcpt(
                        "Ann@x.example",
                        new Said("p", "reject", "5.1.1", "no ann@x.example", List.of()))
                .letter(letter, PASSED)
                .note(new Noted.OfLookup(TestAsked.START, "l", "ann@x.example", List.of("v"), ""))
                .all()
                .forEach(recorder::note);
        recorder.close();
        List<Noted> read = read();
        List<Asked> asked =
                read.stream().filter(Asked.class::isInstance).map(Asked.class::cast).toList();
        String disguised = asked.getFirst().sending().sender();
        assertThat(disguised).matches("x[0-9a-f]{12}@x\\.example");
        assertThat(asked.get(1).about()).isEqualTo(disguised);
        assertThat(asked.get(1).given().text()).isEqualTo("no " + disguised);
        assertThat(asked.get(2).letter().headers())
                .containsExactly(
                        new HeaderField("Subject", "to " + disguised), new HeaderField("From", ""));
        assertThat(((Noted.OfLookup) read.getLast()).key()).isEqualTo(disguised);
        assertThat(((Noted.Loaded) read.getFirst()).scripts().getFirst().options()).isEqualTo("{}");
    }

    @Test
    void bodyIsKeptUpToItsLimit() throws Exception {
        Recorder recorder = TestAsked.recorder(home, Set.of(), List.of(), 4);
        recorder.take(
                (Asked)
                        session("s1")
                                .letter(new Letter(List.of(), 9, "0123456789", true), PASSED)
                                .all()
                                .getFirst());
        recorder.close();
        assertThat(((Asked) read().getLast()).letter())
                .isEqualTo(new Letter(List.of(), 9, "0123", false));
    }

    @Test
    void whatIsTooMuchIsDroppedAndCounted() throws Exception {
        Recorder recorder = TestAsked.recorder(home, Set.of(), List.of(), 0);
        String much = "x".repeat(Recorder.MOST_OCTETS);
        recorder.note(new Noted.OfDns(TestAsked.START, "txt", "x", List.of(much), ""));
        assertThat(recorder.figures())
                .filteredOn(figure -> figure.name().equals("rehearsal_dropped"))
                .extracting(Figure::value)
                .containsExactly(1.0);
        recorder.close();
    }

    @Test
    void oldestFilesGoWhereThereIsTooMuchAndWhereTheyAreTooOld() throws Exception {
        Path folder = RecordFiles.folder(home);
        try (RecordFiles files = new RecordFiles(folder, 80_000, Duration.ofDays(1))) {
            Instant now = TestAsked.START;
            Random random = new Random(1);
            for (int i = 0; i < 300; i++) {
                byte[] noise = new byte[1000];
                random.nextBytes(noise);
                now = now.plusSeconds(60);
                files.add("{\"at\":\"" + Base64.getEncoder().encodeToString(noise), now);
                files.flush();
            }
            assertThat(octets(folder)).isBetween(40_000L, 100_000L);
            for (Path file : RecordFiles.list(folder)) {
                Files.setLastModifiedTime(file, FileTime.from(now));
            }
            files.purge(now);
            int before = RecordFiles.list(folder).size();
            files.purge(now.plus(Duration.ofHours(23)));
            assertThat(RecordFiles.list(folder)).hasSize(before);
            files.purge(now.plus(Duration.ofHours(25)));
            assertThat(RecordFiles.list(folder)).hasSize(1);
        }
    }

    private static long octets(Path folder) throws IOException {
        long sum = 0;
        for (Path file : RecordFiles.list(folder)) {
            sum += Files.size(file);
        }
        return sum;
    }
}
