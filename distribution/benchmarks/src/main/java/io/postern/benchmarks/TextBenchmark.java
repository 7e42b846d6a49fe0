// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.smtp.ChunkScanner;
import io.postern.smtp.DataDecoder;
import io.postern.smtp.DataEncoder;

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

/** Every octet of a message: on its way in by DATA and by BDAT, on its way out by DATA. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TextBenchmark {
    private static final int LINE_LIMIT = 1000;

    /** Of the message. */
    @Param({"1024", "65536"})
    public int octets = 1024;

    private byte[] message = {};
    private byte[] wire = {};
    private ByteBuffer out = ByteBuffer.allocate(0);

    /** Makes the message, and what DATA makes of it. */
    @Setup
    public void prepare() {
        message = Mail.body(octets);
        out = ByteBuffer.allocate(2 * octets);
        encode();
        wire = new byte[out.flip().remaining()];
        out.get(wire);
    }

    /** In by DATA: dots unstuffed, flaws and the end found. */
    @Benchmark
    public DataDecoder.Flaw decode() {
        DataDecoder decoder = new DataDecoder(LINE_LIMIT);
        decoder.decode(ByteBuffer.wrap(wire), out.clear());
        return decoder.flaw();
    }

    /** In by BDAT: flaws found. */
    @Benchmark
    public DataDecoder.Flaw scan() {
        ChunkScanner scanner = new ChunkScanner(LINE_LIMIT);
        scanner.scan(ByteBuffer.wrap(message));
        scanner.finish();
        return scanner.flaw();
    }

    /** Out by DATA: dots stuffed. */
    @Benchmark
    public boolean encode() {
        DataEncoder encoder = new DataEncoder();
        encoder.encode(ByteBuffer.wrap(message), out.clear());
        return encoder.finish(out);
    }
}
