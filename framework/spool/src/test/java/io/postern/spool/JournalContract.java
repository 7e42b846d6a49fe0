// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** What every engine must do. Its test implements this. */
public interface JournalContract {
    /** Opens the journal of this test; what an earlier one wrote is there. */
    Journal open() throws IOException;

    /** Harms what the journal of this test is on. */
    Harm harm();

    /** What can happen to a disk. */
    interface Harm {
        /** Changes an octet of a record; nobody has the journal open. */
        void flip(Journal.Place place, int octet) throws IOException;

        /** Leaves the first half of a record, zeros behind it; nobody has the journal open. */
        void tear(Journal.Place place) throws IOException;

        /** A segment is gone; nobody has the journal open. */
        void lose(int segment) throws IOException;

        /** From now on there is no room for anything, or there is. */
        void full(boolean now);

        /** From now on syncs fail. */
        void failSyncs();
    }

    /** A record that says something, of some length. */
    static ByteBuffer octets(String text, int length) {
        byte[] octets = new byte[length];
        byte[] start = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < length; i++) {
            octets[i] = start[i % start.length];
        }
        return ByteBuffer.wrap(octets);
    }

    /** What replay shows, as copies. */
    static List<ByteBuffer> replayed(Journal journal) throws IOException {
        List<ByteBuffer> records = new ArrayList<>();
        journal.replay(
                (_, record) -> {
                    records.add(ByteBuffer.allocate(record.remaining()).put(record).flip());
                    return true;
                });
        return records;
    }

    @Test
    default void recordsComeBackInOrderAfterReopening() throws IOException {
        List<ByteBuffer> written = new ArrayList<>();
        try (Journal journal = open()) {
            assertThat(replayed(journal)).isEmpty();
            journal.roll();
            for (int i = 0; i < 500; i++) {
                ByteBuffer record = octets("record " + i, 1 + i * 37 % 5000);
                written.add(record.duplicate());
                journal.append(record);
            }
            journal.sync();
        }
        try (Journal journal = open()) {
            assertThat(replayed(journal)).isEqualTo(written);
        }
    }

    @Test
    default void recordIsReadableAtOnceAndAfterItsSegmentIsLeft() throws IOException {
        try (Journal journal = open()) {
            journal.roll();
            Journal.Place place = journal.append(octets("here", 4000));
            assertThat(journal.read(place)).isEqualTo(octets("here", 4000));
            journal.sync();
            journal.roll();
            assertThat(journal.read(place)).isEqualTo(octets("here", 4000));
        }
        try (Journal journal = open()) {
            List<Journal.Place> places = new ArrayList<>();
            journal.replay((place, _) -> places.add(place));
            assertThat(journal.read(places.getFirst())).isEqualTo(octets("here", 4000));
        }
    }

    @Test
    default void readSurvivesInterruptAndKeepsIt() throws IOException {
        try (Journal journal = open()) {
            journal.roll();
            Journal.Place place = journal.append(octets("here", 4000));
            journal.read(place);
            Thread.currentThread().interrupt();
            assertThat(journal.read(place)).isEqualTo(octets("here", 4000));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(journal.read(place)).isEqualTo(octets("here", 4000));
        }
    }

    @Test
    default void largeRecordIsTaken() throws IOException {
        try (Journal journal = open()) {
            journal.roll();
            ByteBuffer large = octets("large", 12 << 20);
            Journal.Place first = journal.append(large.duplicate());
            Journal.Place second = journal.append(octets("small", 5));
            assertThat(journal.read(first)).isEqualTo(large);
            assertThat(journal.read(second)).isEqualTo(octets("small", 5));
        }
    }

    @Test
    default void appendsGoToTheNewestSegment() throws IOException {
        try (Journal journal = open()) {
            assertThat(journal.currentSegment()).isZero();
            journal.roll();
            int first = journal.currentSegment();
            assertThat(first).isPositive();
            long empty = journal.currentSize();
            assertThat(journal.append(octets("a", 100)).segment()).isEqualTo(first);
            assertThat(journal.currentSize()).isGreaterThanOrEqualTo(empty + 100);
            journal.sync();
            journal.roll();
            assertThat(journal.append(octets("b", 100)).segment()).isEqualTo(first + 1);
            assertThat(journal.usage().segments()).isEqualTo(2);
        }
        try (Journal journal = open()) {
            replayed(journal);
            journal.roll();
            assertThat(journal.append(octets("c", 100)).segment()).isGreaterThan(2);
        }
    }

    @Test
    default void deletedSegmentsAreGoneForGood() throws IOException {
        try (Journal journal = open()) {
            for (int i = 0; i < 4; i++) {
                journal.roll();
                journal.append(octets("in segment " + i, 30));
                journal.sync();
            }
            journal.deleteBefore(3);
            assertThat(journal.usage().segments()).isEqualTo(2);
        }
        try (Journal journal = open()) {
            assertThat(replayed(journal))
                    .containsExactly(octets("in segment 2", 30), octets("in segment 3", 30));
        }
    }

    @Test
    default void currentSegmentIsNeverDeleted() throws IOException {
        try (Journal journal = open()) {
            journal.roll();
            Journal.Place place = journal.append(octets("a", 100));
            journal.deleteBefore(1000);
            assertThat(journal.read(place)).isEqualTo(octets("a", 100));
        }
    }

    @Test
    default void refusedRecordIsSkippedAndTheNextIsShown() throws IOException {
        try (Journal journal = open()) {
            journal.roll();
            journal.append(octets("good", 64));
            journal.append(octets("bad", 64));
            journal.append(octets("better", 64));
            journal.sync();
        }
        try (Journal journal = open()) {
            Journal.ReplayReport report =
                    journal.replay((_, record) -> record.remaining() == 64 && record.get(2) != 'd');
            assertThat(report.records()).isEqualTo(2);
            assertThat(report.damage()).hasSize(1);
            assertThat(report.missing()).isEmpty();
        }
    }

    /** Takes the records that {@link #octets} made, and no other. */
    private static boolean isWhole(ByteBuffer record) {
        int period = "record n".length();
        for (int i = 0; i < record.remaining(); i++) {
            if (record.get(i) != record.get(i % period) || record.get(i) == 0) {
                return false;
            }
        }
        return true;
    }

    private static List<Journal.Place> write(Journal journal, int records) throws IOException {
        List<Journal.Place> places = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            places.add(journal.append(octets("record " + i, 1000)));
        }
        journal.sync();
        return places;
    }

    @Test
    default void placesAreTheSameInReplay() throws IOException {
        List<Journal.Place> written = new ArrayList<>();
        try (Journal journal = open()) {
            for (int i = 0; i < 3; i++) {
                journal.roll();
                written.addAll(write(journal, 4));
            }
        }
        List<Journal.Place> found = new ArrayList<>();
        try (Journal journal = open()) {
            journal.replay((place, _) -> found.add(place));
            assertThat(found).isEqualTo(written);
        }
    }

    @Test
    default void recordsOfAnySizeComeBack() throws IOException {
        int[] sizes = {1, 2, 3, 4, 5, 63, 64, 65, 4091, 4095, 4096, 4097, 65_535, 65_537, 1 << 20};
        try (Journal journal = open()) {
            journal.roll();
            for (int size : sizes) {
                journal.append(octets("size " + size, size));
            }
            journal.sync();
        }
        try (Journal journal = open()) {
            List<ByteBuffer> found = replayed(journal);
            assertThat(found).hasSize(sizes.length);
            for (int i = 0; i < sizes.length; i++) {
                assertThat(found.get(i)).isEqualTo(octets("size " + sizes[i], sizes[i]));
            }
        }
    }

    @Test
    default void appendTakesAnyBufferAndLeavesWhatIsOutsideIt() throws IOException {
        try (Journal journal = open()) {
            journal.roll();
            ByteBuffer around = octets("around", 300);
            ByteBuffer heap = around.slice(100, 100);
            ByteBuffer direct = ByteBuffer.allocateDirect(100).put(heap.duplicate()).flip();
            for (ByteBuffer record : List.of(heap, direct, heap.asReadOnlyBuffer())) {
                Journal.Place place = journal.append(record.duplicate());
                assertThat(journal.read(place)).isEqualTo(heap);
            }
        }
    }

    @Test
    default void tornTailIsNoDamageAndNothingGoesBehindIt() throws IOException {
        Journal.Place last;
        try (Journal journal = open()) {
            journal.roll();
            last = write(journal, 3).getLast();
        }
        harm().tear(last);
        for (int records = 2; records < 4; records++) {
            try (Journal journal = open()) {
                var report = journal.replay((_, record) -> isWhole(record));
                assertThat(report.records()).isEqualTo(records);
                assertThat(report.damage()).isEmpty();
                assertThat(report.torn().octets() > 0).isEqualTo(records == 2);
                journal.roll();
                assertThat(journal.append(octets("record n", 100)).segment())
                        .isGreaterThan(records - 1);
                journal.sync();
            }
        }
    }

    @Test
    default void damageInTheMiddleIsNamedAndWhatIsBehindIsShown() throws IOException {
        List<Journal.Place> places;
        try (Journal journal = open()) {
            journal.roll();
            places = write(journal, 5);
        }
        harm().flip(places.get(1), 500);
        harm().flip(places.get(2), 0);
        try (Journal journal = open()) {
            List<Journal.Place> found = new ArrayList<>();
            var report = journal.replay((place, record) -> isWhole(record) && found.add(place));
            assertThat(found).containsExactly(places.get(0), places.get(3), places.get(4));
            assertThat(report.damage()).hasSize(1);
            assertThat(report.damage().getFirst().segment()).isEqualTo(places.get(1).segment());
            assertThat(report.torn().octets()).isZero();
        }
    }

    @Test
    default void missingSegmentIsNamed() throws IOException {
        try (Journal journal = open()) {
            for (int i = 0; i < 4; i++) {
                journal.roll();
                write(journal, 1);
            }
        }
        harm().lose(2);
        try (Journal journal = open()) {
            assertThat(journal.replay((_, _) -> true).missing()).containsExactly(2);
        }
        harm().lose(1);
        try (Journal journal = open()) {
            var report = journal.replay((_, _) -> true);
            assertThat(report.missing()).as("older than the oldest").isEmpty();
            assertThat(report.records()).isEqualTo(2);
        }
    }

    @Test
    default void fullDiskIsAnErrorAndNothingWasWritten() throws IOException {
        int written = 0;
        try (Journal journal = open()) {
            journal.roll();
            written += write(journal, 3).size();
            harm().full(true);
            boolean full = false;
            while (!full) {
                long size = journal.currentSize();
                try {
                    journal.append(octets("record n", 1 << 20));
                    written++;
                } catch (IOException noRoom) {
                    full = true;
                    assertThat(journal.currentSize()).isEqualTo(size);
                }
            }
            assertThatIOException().isThrownBy(journal::roll);
            assertThat(journal.currentSegment()).isEqualTo(1);
            journal.sync();
            harm().full(false);
            journal.append(octets("record n", 1 << 20));
            journal.sync();
            journal.roll();
            assertThat(journal.append(octets("record n", 9)).segment()).isEqualTo(2);
            journal.sync();
        }
        try (Journal journal = open()) {
            var report = journal.replay((_, record) -> isWhole(record));
            assertThat(report.records()).isEqualTo(written + 2);
            assertThat(report.damage()).isEmpty();
        }
    }

    @Test
    default void failedSyncIsTheLast() throws IOException {
        try (Journal journal = open()) {
            journal.roll();
            Journal.Place place = write(journal, 1).getFirst();
            harm().failSyncs();
            Journal.Place doubtful = journal.append(octets("record n", 100));
            assertThatIOException().isThrownBy(journal::sync);
            assertThatIOException().isThrownBy(journal::sync);
            assertThatIOException().isThrownBy(() -> journal.append(octets("record n", 100)));
            assertThatIOException().isThrownBy(journal::roll);
            assertThat(isWhole(journal.read(place))).isTrue();
            assertThat(journal.read(doubtful)).isEqualTo(octets("record n", 100));
        }
    }

    @Test
    default void appendAndSyncSurviveInterruptAndKeepIt() throws IOException {
        try (Journal journal = open()) {
            journal.roll();
            Thread.currentThread().interrupt();
            Journal.Place place = write(journal, 3).getLast();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(journal.read(place)).isEqualTo(octets("record 2", 1000));
            assertThat(write(journal, 1)).hasSize(1);
        }
        try (Journal journal = open()) {
            assertThat(replayed(journal)).hasSize(4);
        }
    }

    @Test
    default void everyRecordIsReadableWhileOthersAreWritten() throws Exception {
        List<Journal.Place> places = new CopyOnWriteArrayList<>();
        try (Journal journal = open();
                ExecutorService readers = Executors.newFixedThreadPool(3)) {
            journal.roll();
            places.add(journal.append(octets("record 0", 1000)));
            AtomicBoolean over = new AtomicBoolean();
            List<Future<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                reads.add(readers.submit(() -> readAll(journal, places, over)));
            }
            for (int i = 1; i < 400; i++) {
                places.add(journal.append(octets("record " + i % 10, 100 + i * 37 % 3000)));
                if (i % 7 == 0) {
                    journal.sync();
                }
                if (i % 50 == 0) {
                    journal.sync();
                    journal.roll();
                }
            }
            over.set(true);
            for (Future<Integer> read : reads) {
                assertThat(read.get()).isPositive();
            }
        }
    }

    private static int readAll(Journal journal, List<Journal.Place> places, AtomicBoolean over)
            throws IOException {
        int count = 0;
        boolean last = false;
        while (!last) {
            last = over.get();
            for (Journal.Place place : places) {
                assertThat(isWhole(journal.read(place))).as("%s", place).isTrue();
                count++;
            }
        }
        return count;
    }

    @Test
    default void readAfterCloseFails() throws IOException {
        Journal journal = open();
        journal.roll();
        Journal.Place place = journal.append(octets("a", 100));
        journal.close();
        assertThatIOException().isThrownBy(() -> journal.read(place));
    }

    @Test
    default void reserveIsKeptOverARestartAndGivenBack() throws IOException {
        try (Journal journal = open()) {
            assertThat(journal.reserved()).isZero();
            journal.reserve(20 << 20);
        }
        try (Journal journal = open()) {
            long kept = journal.reserved();
            assertThat(kept).isIn(0L, 20L << 20); // an engine need not have one
            replayed(journal);
            journal.reserve(0);
            assertThat(journal.reserved()).isZero();
            assertThatIOException().isThrownBy(() -> reserveTooMuch(journal));
            assertThat(journal.reserved()).isZero();
        }
    }

    private static void reserveTooMuch(Journal journal) throws IOException {
        journal.reserve(1L << 62);
        throw new IOException("keeps none");
    }

    @Test
    default void usageTellsOfTheFileSystem() throws IOException {
        try (Journal journal = open()) {
            journal.roll();
            journal.append(octets("a", 5000));
            Journal.Usage usage = journal.usage();
            assertThat(usage.octets()).isGreaterThanOrEqualTo(5000);
            assertThat(usage.freeOctets()).isPositive().isLessThanOrEqualTo(usage.totalOctets());
        }
    }
}
