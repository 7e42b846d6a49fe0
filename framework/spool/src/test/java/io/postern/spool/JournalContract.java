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

/** What every engine must do. Its test implements this. */
public interface JournalContract {
    /** Opens the journal of this test; what an earlier one wrote is there. */
    Journal open() throws IOException;

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
