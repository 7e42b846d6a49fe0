// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.Generator;
import io.postern.bench.Load;
import io.postern.bench.Pace;
import io.postern.bench.Sink;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** How far a load is, and how fast it goes right now; asked by one thread. */
final class BenchProgress {
    private final Load load;
    private final Generator generator;
    private final @Nullable Sink sink;
    private final Speed taken = new Speed();
    private final Speed arrived = new Speed();
    private final long started = System.nanoTime();

    BenchProgress(Load load, Generator generator, @Nullable Sink sink) {
        this.load = load;
        this.generator = generator;
        this.sink = sink;
    }

    /** Between two questions. */
    static final class Speed {
        private long before;
        private long then = System.nanoTime();

        double now(long count) {
            long now = System.nanoTime();
            double speed = (count - before) / Math.max(1e-9, (now - then) / 1e9);
            before = count;
            then = now;
            return speed;
        }
    }

    ProgressBar.State state() {
        long done = generator.taken() + generator.failed();
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%,d taken", generator.taken()));
        append(text, "%,.0f/s", taken.now(generator.taken()));
        if (sink != null) {
            append(text, "%,d arrived", sink.messages());
            append(text, "%,.0f/s", arrived.now(sink.messages()));
        }
        append(text, "%,d failed", generator.failed());
        return new ProgressBar.State(part(done), text.toString());
    }

    private static void append(StringBuilder text, String format, Object value) {
        text.append("  ").append(String.format(Locale.ROOT, format, value));
    }

    private double part(long done) {
        double ofTime = (System.nanoTime() - started) / (double) load.pace().time().toNanos();
        if (load.pace().messages() == Pace.UNLIMITED) {
            return ofTime;
        }
        double arrivals = sink == null ? done : Math.min(done, sink.messages());
        return Math.max(ofTime, (done + arrivals) / 2.0 / load.pace().messages());
    }
}
