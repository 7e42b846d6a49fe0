// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.api.mail.QueueId;
import io.postern.journal.chronicle.ChronicleJournalFactory;
import io.postern.spool.Spool;
import io.postern.spool.SpoolUnderTest;
import io.postern.spool.SpooledMessage;

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
import java.io.InputStream;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A message that waits in the spool: found by its name, and read from its place in the journal. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReadBackBenchmark {
    private static final int MESSAGES = 2000;

    /** Of a message. */
    @Param({"1024", "65536"})
    public int octets = 1024;

    private final QueueId[] ids = new QueueId[MESSAGES];

    @SuppressWarnings("NullAway.Init") // set by fill()
    private ScratchFolder folder;

    @SuppressWarnings("NullAway.Init") // set by fill()
    private SpoolUnderTest opened;

    @SuppressWarnings("NullAway.Init") // set by fill()
    private Spool spool;

    /** Puts messages there; what is read later comes from the page cache. */
    @Setup
    public void fill() throws IOException, InterruptedException {
        folder = ScratchFolder.create();
        opened = SpoolUnderTest.filling(new ChronicleJournalFactory(), folder.path());
        spool = opened.spool();
        byte[] body = Mail.body(octets);
        for (int i = 0; i < MESSAGES; i++) {
            ids[i] = Mail.commit(spool, body);
        }
    }

    private QueueId any() {
        return ids[ThreadLocalRandom.current().nextInt(MESSAGES)];
    }

    /** All its octets: pread, checksums, the record taken apart. */
    @Benchmark
    public long read() throws IOException {
        long count = 0;
        SpooledMessage message = spool.find(any()).orElseThrow();
        try (InputStream content = message.message().content()) {
            byte[] buffer = new byte[8192];
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                count += n;
            }
        }
        return count;
    }

    /** Closes and deletes it. */
    @TearDown
    public void close() throws IOException {
        opened.close();
        folder.close();
    }
}
