// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends mail to a server as fast as it is taken, or at a fixed rate, and measures. One object does
 * it once.
 */
public final class Generator {
    /** How long sessions may go on with what they have begun, when somebody wants an end. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final Load load;
    private final Stopwatch stopwatch;
    private final Receipts receipts;
    private final Turnstile turnstile;
    private final LoadTally tally = new LoadTally();
    private volatile boolean everOpened;

    /** When there was last a connection that one could send over. */
    private volatile long lastOpen;

    private volatile String reason = "";
    private volatile long stopTime;
    private volatile boolean stopped;

    /** Its time begins now; {@link #run} should follow. */
    public Generator(Load load, Stopwatch stopwatch, Receipts receipts) {
        this.load = load;
        this.stopwatch = stopwatch;
        this.receipts = receipts;
        lastOpen = System.nanoTime();
        turnstile = new Turnstile(load.pace(), lastOpen);
    }

    /** Sends it all, on threads of its own; blocks until the last answer has come. */
    public LoadReport run() throws IOException, InterruptedException {
        Filler filler = new Filler(load.seed());
        List<ClientLoop> loops = new ArrayList<>();
        int threads = Math.min(load.pace().threads(), load.pace().sessions());
        for (int i = 0; i < threads; i++) {
            int share = (load.pace().sessions() + i) / threads;
            loops.add(new ClientLoop(this, share, letters(), filler));
        }
        Workers workers = new Workers("bench", loops, this::stop);
        workers.start();
        workers.join();
        return report(loops);
    }

    /** A set for one thread. */
    private List<Letter> letters() {
        return load.manner().sizes().shares().stream()
                .map(share -> new Letter(share.octets(), load, stopwatch.began()))
                .toList();
    }

    private LoadReport report(List<ClientLoop> loops) {
        Histogram connect = Latency.histogram();
        Histogram accept = Latency.histogram();
        for (ClientLoop loop : loops) {
            connect.add(loop.connectTimes());
            accept.add(loop.acceptTimes());
        }
        long messages = tally.countedMessages.sum();
        return new LoadReport(
                load.run(),
                tally.taken.sum(),
                tally.failed.sum(),
                tally.connections.sum(),
                messages,
                tally.countedOctets.sum(),
                messages == 0
                        ? Duration.ZERO
                        : Duration.ofNanos(tally.last.get() - tally.first.get()),
                connect,
                accept,
                turnstile.unsent(stopped ? stopTime : System.nanoTime()),
                tally.troubles(),
                reason);
    }

    /** Begins no more messages; those under way have some seconds. From any thread. */
    public void stop() {
        if (!stopped) {
            stopTime = System.nanoTime();
            stopped = true;
            turnstile.stop();
        }
    }

    /** How many messages were taken so far; from any thread. */
    public long taken() {
        return tally.taken.sum();
    }

    /** How many messages failed so far; from any thread. */
    public long failed() {
        return tally.failed.sum();
    }

    /** How many octets were taken so far; from any thread. */
    public long octets() {
        return tally.octets.sum();
    }

    boolean isGraceOver(long now) {
        return stopped && now - stopTime > GRACE.toNanos();
    }

    void opened() {
        everOpened = true;
        sawOpen();
    }

    void sawOpen() {
        lastOpen = System.nanoTime();
    }

    /** A session couldn't be opened. */
    void unopened(String why, boolean hopeless) {
        boolean first = !everOpened && hopeless;
        boolean longAgo = System.nanoTime() - lastOpen > load.target().patience().toNanos();
        if ((first || longAgo) && !stopped) {
            reason = why;
            stop();
        }
    }

    Load load() {
        return load;
    }

    Turnstile turnstile() {
        return turnstile;
    }

    LoadTally tally() {
        return tally;
    }

    Receipts receipts() {
        return receipts;
    }

    Stopwatch stopwatch() {
        return stopwatch;
    }
}
