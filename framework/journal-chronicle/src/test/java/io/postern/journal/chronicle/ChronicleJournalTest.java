// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import static io.postern.spool.JournalContract.octets;
import static io.postern.spool.JournalContract.replayed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.postern.spool.Journal;
import io.postern.spool.JournalContract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class ChronicleJournalTest implements JournalContract {
    @TempDir Path folder;

    @Override
    public Journal open() throws IOException {
        return new ChronicleJournalFactory().open(folder, 256L << 20);
    }

    @Test
    void secondOpenerIsRefused() throws IOException {
        try (Journal first = open()) {
            assertThatIOException().isThrownBy(this::open).withMessageContaining("another process");
            first.roll();
            first.append(octets("unharmed", 100));
        }
        open().close();
    }

    @Test
    void nothingOfChronicleReportsHome() {
        assertThatExceptionOfType(ClassNotFoundException.class)
                .isThrownBy(() -> Class.forName("net.openhft.chronicle.analytics.Analytics"));
    }

    @Test
    void failedSyncIsTheLast() throws IOException {
        Journal journal =
                new ChronicleJournal(folder, path -> new Faulty(path, true, Long.MAX_VALUE));
        journal.roll();
        journal.append(octets("a", 100));
        assertThatIOException().isThrownBy(journal::sync).withMessage("input/output error");
        assertThatIOException().isThrownBy(journal::sync).withMessageContaining("earlier sync");
        assertThatIOException().isThrownBy(() -> journal.append(octets("b", 100)));
        journal.close();
    }

    @Test
    void fullDiskIsAnErrorAndWhatWasThereStays() throws IOException {
        Journal journal = new ChronicleJournal(folder, path -> new Faulty(path, false, 16 << 20));
        journal.roll();
        List<Journal.Place> places = new ArrayList<>();
        assertThatIOException()
                .isThrownBy(
                        () -> {
                            while (true) {
                                places.add(journal.append(octets("full", 1 << 20)));
                            }
                        })
                .withMessage("no space left on device");
        assertThat(places).hasSizeGreaterThan(10);
        assertThat(journal.append(octets("small", 100)).length()).isEqualTo(100);
        journal.sync();
        journal.close();
        try (Journal again = open()) {
            assertThat(replayed(again)).hasSize(places.size() + 1);
        }
    }

    @Test
    void segmentThatFindsNoRoomLeavesTheOldOneInUse() throws IOException {
        long[] limit = {Long.MAX_VALUE};
        Journal journal = new ChronicleJournal(folder, path -> new Faulty(path, false, limit[0]));
        journal.roll();
        limit[0] = 0;
        assertThatIOException().isThrownBy(journal::roll);
        assertThat(journal.append(octets("still", 100)).segment()).isEqualTo(1);
        limit[0] = Long.MAX_VALUE;
        journal.roll();
        assertThat(journal.append(octets("again", 100)).segment()).isEqualTo(2);
        journal.close();
    }

    @Test
    void missingSegmentIsNamed() throws IOException {
        try (Journal journal = open()) {
            for (int i = 0; i < 3; i++) {
                journal.roll();
                journal.append(octets("x", 100));
            }
        }
        Files.delete(folder.resolve("0000000002.cq4"));
        try (Journal journal = open()) {
            assertThat(journal.replay((_, _) -> true).missing()).containsExactly(2);
        }
    }

    @Test
    void leftSegmentTakesNoMoreThanItHolds() throws IOException {
        try (Journal journal = open()) {
            journal.roll();
            journal.append(octets("x", 1000));
            journal.roll();
            assertThat(Files.size(folder.resolve("0000000001.cq4"))).isLessThan(4096);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("0000000001.cq4", "0000000002.cq4", "lock", "work");
        }
    }

    @Test
    void emptyAndForeignFilesAreHarmless() throws IOException {
        Files.write(folder.resolve("0000000001.cq4"), new byte[0]);
        Files.write(folder.resolve("0000000002.cq4"), new byte[] {1, 2, 3});
        Files.write(folder.resolve("0000000003.cq4"), "not a journal at all".repeat(99).getBytes());
        Files.write(folder.resolve("README"), new byte[9]);
        try (Journal journal = open()) {
            assertThat(journal.replay((_, _) -> false).records()).isZero();
            journal.roll();
            assertThat(journal.currentSegment()).isEqualTo(4);
        }
    }

    /** A disk with a limit, and syncs that fail once records are in. */
    private static final class Faulty implements SegmentFile {
        private final SegmentFile file;
        private final boolean syncFails;
        private final long limit;
        private int syncs;

        private Faulty(Path path, boolean syncFails, long limit) throws IOException {
            this.file = new PosixFile(path);
            this.syncFails = syncFails;
            this.limit = limit;
        }

        @Override
        public void allocate(long offset, long length) throws IOException {
            if (offset + length > limit) {
                throw new IOException("no space left on device");
            }
            file.allocate(offset, length);
        }

        @Override
        public void sync() throws IOException {
            if (syncFails && ++syncs > 1) { // the first is the new segment's own
                throw new IOException("input/output error");
            }
            file.sync();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
