// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.journal.chronicle.ChronicleJournalFactory;
import io.postern.spool.Journal;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * The engine alone: a record into the mapped file, and what a sync of one record adds. Segments are
 * left and deleted on the way, as in the server.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JournalBenchmark {
    private static final long SEGMENT = 256L << 20;

    /** Of a record. */
    @Param({"1024", "65536"})
    public int octets = 1024;

    @SuppressWarnings("NullAway.Init") // set by open()
    private ScratchFolder folder;

    @SuppressWarnings("NullAway.Init") // set by open()
    private Journal journal;

    private ByteBuffer record = ByteBuffer.allocate(0);

    /** Opens it, empty. */
    @Setup
    public void open() throws IOException {
        folder = ScratchFolder.create();
        journal = new ChronicleJournalFactory().open(folder.path(), SEGMENT);
        journal.replay((_, _) -> true);
        journal.roll();
        record = ByteBuffer.wrap(Mail.body(octets));
    }

    /** Without a sync but the one at the end of each segment. */
    @Benchmark
    public Journal.Place append() throws IOException {
        if (journal.currentSize() + octets > SEGMENT) {
            journal.sync();
            journal.roll();
            journal.deleteBefore(journal.currentSegment());
        }
        return journal.append(record.duplicate());
    }

    /** What one session pays that shares its sync with nobody: the disk, mostly. */
    @Benchmark
    public Journal.Place appendAndSync() throws IOException {
        Journal.Place place = append();
        journal.sync();
        return place;
    }

    /** Closes and deletes it. */
    @TearDown
    public void close() throws IOException {
        journal.close();
        folder.close();
    }
}
