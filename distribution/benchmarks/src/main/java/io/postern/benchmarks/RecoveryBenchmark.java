// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.api.mail.QueueId;
import io.postern.journal.chronicle.ChronicleJournalFactory;
import io.postern.spool.SpoolStatus;
import io.postern.spool.SpoolUnderTest;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A start over a journal of 1 KiB messages of which one in ten is unfinished: read, checked, made
 * durable again, and closed. Records a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RecoveryBenchmark {
    static final int UNFINISHED = 1000;
    static final int MESSAGES = 10 * UNFINISHED;

    /** An acceptance each, an outcome for the finished ones. */
    static final int RECORDS = 2 * MESSAGES - UNFINISHED;

    @SuppressWarnings("NullAway.Init") // set by fill()
    private ScratchFolder folder;

    /** Writes the journal. */
    @Setup
    public void fill() throws IOException, InterruptedException {
        folder = ScratchFolder.create();
        byte[] body = Mail.body(1024);
        try (SpoolUnderTest opened =
                SpoolUnderTest.filling(new ChronicleJournalFactory(), folder.path())) {
            for (int i = 0; i < MESSAGES; i++) {
                QueueId id = Mail.commit(opened.spool(), body);
                if (i % 10 != 0) {
                    Mail.finish(opened.spool(), id);
                }
            }
        }
    }

    /** All of it. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public SpoolStatus recover() throws IOException {
        try (SpoolUnderTest opened =
                SpoolUnderTest.syncing(new ChronicleJournalFactory(), folder.path())) {
            SpoolStatus status = opened.spool().status();
            if (status.messages() != UNFINISHED) {
                throw new IllegalStateException("recovered " + status);
            }
            return status;
        }
    }

    /** Deletes it. */
    @TearDown
    public void delete() throws IOException {
        folder.close();
    }
}
