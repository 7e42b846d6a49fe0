// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.Verdict;
import io.postern.script.ScriptUnderTest;
import io.postern.testkit.Addresses;
import io.postern.testkit.TestClient;
import io.postern.testkit.TestTransaction;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a session waits for a hook of {@code scripts/relay.js}: the way to a sandbox, the function,
 * the way back. Each session is a virtual thread, as in the server, and does other things between
 * its questions: all of them together ask some 2,000 times a second, however many they are.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 4)
@Measurement(iterations = 5, time = 4)
@Fork(value = 1, jvmArgsAppend = "-Djmh.executor=VIRTUAL")
public class HookBenchmark {
    private static final long QUESTIONS_A_SECOND = 2_000;

    @SuppressWarnings("NullAway.Init") // set by load()
    private ScriptUnderTest script;

    @SuppressWarnings("NullAway.Init") // set by load()
    private RelayPolicy relay;

    @SuppressWarnings("NullAway.Init") // set by load()
    private RecipientPolicy recipient;

    /** Compiles the script. */
    @Setup
    public void load() throws InterruptedException {
        Path home = Path.of(System.getProperty("postern.scripts", "../..")).toAbsolutePath();
        script =
                ScriptUnderTest.load(
                        home.resolve("scripts/relay.js").normalize(), home.normalize());
        relay = script.hook(RelayPolicy.class);
        recipient = script.hook(RecipientPolicy.class);
    }

    /** A session and what it asks about. */
    @State(Scope.Thread)
    public static class Session {
        private final Transaction transaction =
                TestTransaction.of(TestClient.from("192.0.2.17").saying("client.test"));
        private final Recipient recipient = Addresses.recipients("someone@example.org").getFirst();
        private double pause;

        /** All sessions together ask at one rate. */
        @Setup
        public void share(ThreadParams sessions) {
            pause = 1e9 * sessions.getThreadCount() / QUESTIONS_A_SECOND;
        }

        /** Of a random length, or all would come back at once. Isn't measured. */
        @Setup(Level.Invocation)
        public void doOtherThings() {
            double share = -Math.log(1 - ThreadLocalRandom.current().nextDouble());
            LockSupport.parkNanos((long) (pause * share));
        }
    }

    /** One session. */
    @Benchmark
    @Threads(1)
    public RelayDecision relay1(Session session) throws InterruptedException {
        return relay.onRelay(session.transaction, session.recipient);
    }

    /** Sixteen. */
    @Benchmark
    @Threads(16)
    public RelayDecision relay16(Session session) throws InterruptedException {
        return relay.onRelay(session.transaction, session.recipient);
    }

    /** Two hundred. */
    @Benchmark
    @Threads(200)
    public RelayDecision relay200(Session session) throws InterruptedException {
        return relay.onRelay(session.transaction, session.recipient);
    }

    /** A hook that makes a string, cuts it and looks it up. */
    @Benchmark
    @Threads(1)
    public Verdict recipient1(Session session) throws InterruptedException {
        return recipient.onRecipient(session.transaction, session.recipient);
    }

    /** Ends its threads. */
    @TearDown
    public void close() throws InterruptedException {
        script.close();
    }
}
