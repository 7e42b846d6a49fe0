// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.postern.api.mail.QueueId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A new journal of what is whole in an old one. */
@Timeout(60)
class SpoolRepairTest {
    @TempDir Path folder;

    private final MemoryJournal.Disk before = new MemoryJournal.Disk();
    private final MemoryJournal.Disk after = new MemoryJournal.Disk();
    private Path source;
    private Path target;

    /** Each folder with a disk of its own. */
    private final JournalFactory engine =
            new JournalFactory() {
                @Override
                public Journal open(Path path, long segmentOctets) {
                    return disk(path).open(path, segmentOctets);
                }

                @Override
                public JournalReader read(Path path) {
                    return disk(path).read(path);
                }

                private MemoryJournal.Disk disk(Path path) {
                    return path.equals(source) ? before : after;
                }
            };

    @BeforeEach
    void choosePlaces() {
        source = folder.resolve("0");
        target = folder.resolve("new");
    }

    private RepairReport repair(Integer... acceptedGaps) throws IOException {
        try (OfflineSpool spool = OfflineSpool.open(engine, source)) {
            return spool.copyTo(target, Set.of(acceptedGaps));
        }
    }

    private SpooledMessage restored(SpoolOnDisk opened, QueueId id) {
        return opened.spool().find(id).orElseThrow();
    }

    @Test
    void everythingThatWaitsIsInTheNewJournalAsItWas() throws IOException {
        QueueId delivered;
        QueueId redirected;
        QueueId held;
        QueueId large;
        try (SpoolOnDisk opened = new SpoolOnDisk(engine, source, 100_000)) {
            Spool spool = opened.spool();
            delivered = Mail.accept(spool, Mail.body(1, 500), Mail.acceptance("a"));
            redirected = Mail.accept(spool, Mail.body(2, 600), Mail.acceptance("b", "c"));
            var odd =
                    new Acceptance(
                            Mail.envelope("d"), Instant.ofEpochSecond(9), Mail.HEAD, 3, "odd");
            held = Mail.accept(spool, Mail.body(3, 700), odd);
            large = Mail.accept(spool, Mail.body(4, 300_000), Mail.acceptance("e"));
            spool.record(delivered, Mail.delivered(0), List.of());
            var others = Mail.envelope("x", "y").recipients();
            var change = new RecipientChange(1, new RecipientState.Redirected(others));
            spool.record(redirected, List.of(change), List.of());
            spool.record(redirected, Mail.delivered(3), List.of());
        }
        RepairReport report = repair();
        assertThat(report.unsaved()).isEmpty();
        assertThat(report.saved().messages()).isEqualTo(3);
        assertThat(report.saved().held()).isEqualTo(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rwx------");
        try (SpoolOnDisk old = new SpoolOnDisk(engine, source, 100_000);
                SpoolOnDisk fresh = new SpoolOnDisk(engine, target)) {
            assertThat(fresh.spool().status().messages()).isEqualTo(3);
            assertThat(fresh.spool().find(delivered)).isEmpty();
            assertThat(restored(fresh, redirected).recipients())
                    .isEqualTo(restored(old, redirected).recipients())
                    .hasSize(4);
            assertThat(restored(fresh, held).hold()).isEqualTo("odd");
            assertThat(Mail.read(restored(fresh, held).message()))
                    .isEqualTo(Mail.read(restored(old, held).message()));
            assertThat(Mail.read(restored(fresh, large).message()))
                    .isEqualTo(Mail.headed(Mail.body(4, 300_000)));
            assertThat(Mail.accept(fresh.spool(), Mail.body(5, 10), Mail.acceptance("f")))
                    .as("later ids sort after earlier ones")
                    .isGreaterThan(large);
        }
    }

    @Test
    void repairedJournalIsReadAsAnyOther() throws IOException {
        QueueId id;
        try (SpoolOnDisk opened = new SpoolOnDisk(engine, source)) {
            id = Mail.accept(opened.spool(), Mail.body(1, 200_000), Mail.acceptance("a", "b"));
            var others = Mail.envelope("x").recipients();
            var change = new RecipientChange(1, new RecipientState.Redirected(others));
            opened.spool().record(id, List.of(change), List.of());
        }
        repair();
        Map<String, Object> facts = new HashMap<>();
        try (OfflineSpool spool = OfflineSpool.open(engine, target)) {
            spool.records(
                    new RecordFilter(Set.of(), Set.of(id.value()), Set.of("RELOCATED")),
                    record -> facts.putAll(record.facts()));
            assertThat(Mail.read(spool.message(id.value()).orElseThrow()))
                    .isEqualTo(Mail.headed(Mail.body(1, 200_000)));
        }
        assertThat(facts)
                .containsEntry("redirected", List.of("<x@example.org>"))
                .containsEntry("to", List.of("<a@example.org>", "<b@example.org>"));
        assertThat(facts.get("outcomes").toString()).contains("1 redirected to <x@example.org>");
    }

    @Test
    void bounceCountsWithoutTheOutcomeThatBroughtIt() throws IOException {
        try (SpoolOnDisk opened = new SpoolOnDisk(engine, source)) {
            Spool spool = opened.spool();
            QueueId id = Mail.accept(spool, Mail.body(1, 500), Mail.acceptance("a"));
            spool.record(id, Mail.failed(0), List.of(Mail.bounce("B1", Mail.body(2, 80))));
        }
        assertThat(repair().saved().messages()).isEqualTo(1);
        try (SpoolOnDisk fresh = new SpoolOnDisk(engine, target)) {
            assertThat(Mail.read(restored(fresh, new QueueId("B1")).message()))
                    .isEqualTo(Mail.body(2, 80));
        }
    }

    @Test
    void damagedMessageIsNamedAndLeftOut() throws IOException {
        QueueId damaged;
        QueueId whole;
        try (SpoolOnDisk opened = new SpoolOnDisk(engine, source)) {
            damaged = Mail.accept(opened.spool(), Mail.body(1, 200_000), Mail.acceptance("a"));
            whole = Mail.accept(opened.spool(), Mail.body(2, 200_000), Mail.acceptance("b"));
        }
        before.flip(new Journal.Place(1, 3, 0), 5000); // behind two notes and a chunk
        RepairReport report = repair();
        assertThat(report.survey().isSound()).isFalse();
        assertThat(report.unsaved())
                .singleElement()
                .extracting(SpoolSurvey.Broken::id)
                .isEqualTo(damaged.value());
        try (SpoolOnDisk fresh = new SpoolOnDisk(engine, target)) {
            assertThat(fresh.spool().status().recovery()).doesNotContain("damage:");
            assertThat(fresh.spool().find(damaged)).isEmpty();
            assertThat(Mail.read(restored(fresh, whole).message()))
                    .isEqualTo(Mail.headed(Mail.body(2, 200_000)));
        }
    }

    @Test
    void missingSegmentMustBeAcceptedFirst() throws IOException {
        try (SpoolOnDisk first = new SpoolOnDisk(engine, source, 100_000)) {
            for (int i = 0; i < 6; i++) {
                Mail.accept(first.spool(), Mail.body(i, 60_000), Mail.acceptance("a"));
            }
        }
        before.lose(3);
        assertThatIOException().isThrownBy(this::repair).withMessageContaining("--accept-gap 3");
        assertThat(target).doesNotExist();
        assertThat(repair(3).saved().messages()).isBetween(4L, 5L);
    }

    @Test
    void whatIsThereIsNeverWrittenOver() throws IOException {
        try (SpoolOnDisk opened = new SpoolOnDisk(engine, source)) {
            Mail.accept(opened.spool(), Mail.body(1, 10), Mail.acceptance("a"));
        }
        Files.createDirectory(target);
        assertThatIOException().isThrownBy(this::repair).withMessageContaining("there already");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void withoutRoomThereIsNoNewJournal() throws IOException {
        try (SpoolOnDisk opened = new SpoolOnDisk(engine, source)) {
            Mail.accept(opened.spool(), Mail.body(1, 10_000), Mail.acceptance("a"));
        }
        after.capacity(5000);
        assertThatIOException().isThrownBy(this::repair).withMessageContaining("no room");
        assertThat(target).doesNotExist();
    }

    @Test
    void newJournalTakesTheOldOnesPlace() throws IOException {
        Path old = folder.resolve("0.damaged");
        try (SpoolOnDisk opened = new SpoolOnDisk(engine, source)) {
            Mail.accept(opened.spool(), Mail.body(1, 10), Mail.acceptance("a"));
        }
        target = OfflineSpool.replacement(source);
        repair();
        byte[] key = Files.readAllBytes(target.resolve("key"));
        OfflineSpool.replace(source, target, old);
        assertThat(source.resolve("key")).hasBinaryContent(key);
        assertThat(old).isDirectory();
        assertThat(target).doesNotExist();
    }

    @Test
    void serverDoesNotStartAnewWhereTheReplacementWasCutOff() throws IOException {
        Files.createDirectory(OfflineSpool.replacement(source));
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> new SpoolOnDisk(engine, source))
                .withMessageContaining("a repair was cut off: rename");
        assertThat(source).doesNotExist();
    }
}
