// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.benchmarks.Mail;

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

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** The checksum of a record's payload: made once on the way in, once for each reading. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChecksumBenchmark {
    private static final JournalKey KEY = JournalKey.random();

    /** Of the payload. */
    @Param({"64", "1024", "65536"})
    public int octets = 64;

    private ByteBuffer payload = ByteBuffer.allocate(0);

    /** Makes the payload. */
    @Setup
    public void prepare() {
        payload = ByteBuffer.wrap(Mail.body(octets));
    }

    /** Both halves of it. */
    @Benchmark
    public long check() {
        return KEY.check(payload);
    }
}
