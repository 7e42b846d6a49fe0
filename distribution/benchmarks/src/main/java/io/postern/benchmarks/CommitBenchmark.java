// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.api.mail.QueueId;
import io.postern.journal.chronicle.ChronicleJournalFactory;
import io.postern.spool.Spool;
import io.postern.spool.SpoolUnderTest;

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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The way of a 1 KiB message into the spool, from the first octet to the moment it is durable, by
 * sessions that come again at once; each is a virtual thread, as in the server. Commits a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Djmh.executor=VIRTUAL")
public class CommitBenchmark {
    private static final byte[] BODY = Mail.body(1024);

    /** What it is written to; {@code none} leaves out engine and disk. */
    @Param({"chronicle", "none"})
    public String journal = "none";

    @SuppressWarnings("NullAway.Init") // set by open()
    private ScratchFolder folder;

    @SuppressWarnings("NullAway.Init") // set by open()
    private SpoolUnderTest opened;

    @SuppressWarnings("NullAway.Init") // set by open()
    private Spool spool;

    /** Opens it, empty. */
    @Setup
    public void open() throws IOException {
        folder = ScratchFolder.create();
        opened =
                SpoolUnderTest.syncing(
                        journal.equals("none")
                                ? (_, _) -> new NoJournal()
                                : new ChronicleJournalFactory(),
                        folder.path());
        spool = opened.spool();
    }

    /** Shares its sync with nobody. */
    @Benchmark
    @Threads(1)
    public QueueId sessions1() throws InterruptedException {
        return pass();
    }

    /** Sixteen share one. */
    @Benchmark
    @Threads(16)
    public QueueId sessions16() throws InterruptedException {
        return pass();
    }

    /** Sixty-four share one. */
    @Benchmark
    @Threads(64)
    public QueueId sessions64() throws InterruptedException {
        return pass();
    }

    /**
     * In, and out again: its outcome rides in a later group, so the spool stays as small as it is.
     */
    private QueueId pass() throws InterruptedException {
        QueueId id = Mail.commit(spool, BODY);
        Mail.finish(spool, id);
        return id;
    }

    /** Closes and deletes it. */
    @TearDown
    public void close() throws IOException {
        opened.close();
        folder.close();
    }
}
