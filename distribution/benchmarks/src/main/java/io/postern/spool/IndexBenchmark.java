// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.benchmarks.Mail;
import io.postern.benchmarks.NoJournal;

import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The index of a spool in which so many messages wait: it should cost the same with a million. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IndexBenchmark {
    private static final byte[] ENVELOPE = EnvelopeCodec.encode(Mail.envelope(1));
    private static final long FIRST = 1L << 58;

    /** How many are in it. */
    @Param({"1000", "1000000"})
    public int messages = 1000;

    private final MessageReader reader = new MessageReader(new NoJournal(), JournalKey.random());

    @SuppressWarnings("NullAway.Init") // set by fill()
    private MessageIndex index;

    @SuppressWarnings("NullAway.Init") // set by fill()
    private MessageId[] ids;

    @SuppressWarnings("NullAway.Init") // set by fill()
    private IndexEntry fresh;

    /** Puts them there. */
    @Setup
    public void fill() {
        index = new MessageIndex();
        ids = new MessageId[messages];
        for (int i = 0; i < messages; i++) {
            IndexEntry entry = entry(i);
            ids[i] = entry.messageId();
            index.put(entry);
        }
        fresh = entry(messages);
    }

    private IndexEntry entry(int number) {
        var decided = new AcceptRecord.Decided(Mail.ACCEPTANCE, ENVELOPE, false, false);
        return new IndexEntry(QueueIds.format(FIRST + 256L * number), decided, 1024, reader);
    }

    /** One of them, by its id. */
    @Benchmark
    public @Nullable Object get() {
        return index.get(ids[ThreadLocalRandom.current().nextInt(messages)]);
    }

    /** A message that comes and goes. */
    @Benchmark
    public @Nullable Object putAndRemove() {
        index.put(fresh);
        return index.remove(fresh.messageId());
    }
}
