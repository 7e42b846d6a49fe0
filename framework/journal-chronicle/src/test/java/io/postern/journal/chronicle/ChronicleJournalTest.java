// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import static io.postern.spool.JournalContract.octets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.postern.spool.Journal;
import io.postern.spool.JournalContract;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

class ChronicleJournalTest implements JournalContract {
    @TempDir Path folder;

    private final Faulty disk = new Faulty();

    @BeforeAll
    static void readyChronicle() {
        new ChronicleJournalFactory();
    }

    @Override
    public Journal open() throws IOException {
        return new ChronicleJournal(folder, disk);
    }

    @Override
    public Harm harm() {
        return disk;
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

    /** The files of this test's journal on a disk that can be full and fail. */
    private final class Faulty implements Harm, SegmentFile.Opener {
        private volatile boolean full;
        private volatile boolean failing;

        @Override
        public SegmentFile open(Path path) throws IOException {
            SegmentFile file = new PosixFile(path);
            return new SegmentFile() {
                @Override
                public void allocate(long offset, long length) throws IOException {
                    require(!full, "no space left on device");
                    file.allocate(offset, length);
                }

                @Override
                public void sync() throws IOException {
                    require(!failing, "input/output error");
                    file.sync();
                }

                @Override
                public void close() {
                    file.close();
                }
            };
        }

        private static void require(boolean fine, String otherwise) throws IOException {
            if (!fine) {
                throw new IOException(otherwise);
            }
        }

        @Override
        public void flip(Journal.Place place, int octet) throws IOException {
            try (RandomAccessFile file = segment(place.segment())) {
                file.seek(place.offset() + octet);
                int before = file.read();
                file.seek(place.offset() + octet);
                file.write(before ^ 4);
            }
        }

        @Override
        public void tear(Journal.Place place) throws IOException {
            int half = place.length() / 2;
            try (RandomAccessFile file = segment(place.segment())) {
                file.seek(place.offset() + half);
                file.write(new byte[place.length() - half]);
            }
        }

        private RandomAccessFile segment(int number) throws IOException {
            return new RandomAccessFile(path(number).toFile(), "rw");
        }

        private Path path(int number) {
            return folder.resolve("%010d.cq4".formatted(number));
        }

        @Override
        public void lose(int segment) throws IOException {
            Files.delete(path(segment));
        }

        @Override
        public void full(boolean now) {
            full = now;
        }

        @Override
        public void failSyncs() {
            failing = true;
        }
    }
}
