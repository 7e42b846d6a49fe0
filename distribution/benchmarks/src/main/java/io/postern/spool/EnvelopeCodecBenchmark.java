// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.Recipient;
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

import java.util.List;
import java.util.concurrent.TimeUnit;

/** An envelope to what the journal and the index keep of it, and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EnvelopeCodecBenchmark {
    /** How many it is for. */
    @Param({"1", "50"})
    public int recipients = 1;

    private Envelope envelope = Mail.envelope(1);
    private byte[] encoded = {};

    /** Makes the envelope. */
    @Setup
    public void prepare() {
        envelope = Mail.envelope(recipients);
        encoded = EnvelopeCodec.encode(envelope);
    }

    /** At the end of each message. */
    @Benchmark
    public byte[] encode() {
        return EnvelopeCodec.encode(envelope);
    }

    /** For each delivery. */
    @Benchmark
    public List<Recipient> decodeRecipients() {
        return EnvelopeCodec.recipients(encoded);
    }
}
