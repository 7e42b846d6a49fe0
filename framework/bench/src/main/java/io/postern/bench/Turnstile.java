// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.util.concurrent.atomic.AtomicLong;

/** Lets message after message go, for all threads, until there are enough. */
final class Turnstile {
    /** No more. */
    static final long OVER = -1;

    /** The next one isn't due yet. */
    static final long LATER = -2;

    /** How much later than due an idle session may be woken by our own timer's coarseness. */
    private static final long GRAIN = 1_500_000;

    private final AtomicLong next = new AtomicLong();
    private final Pace pace;
    private final long start;
    private final long end;
    private volatile boolean stopped;

    Turnstile(Pace pace, long now) {
        this.pace = pace;
        start = now;
        end = now + pace.time().toNanos();
    }

    /** The number of the message that goes now, {@link #LATER} or {@link #OVER}. */
    long take(long now) {
        if (stopped || now - end >= 0) {
            return OVER;
        }
        if (pace.rate() == 0) {
            long sequence = next.getAndIncrement();
            return sequence < pace.messages() ? sequence : OVER;
        }
        while (true) {
            long sequence = next.get();
            if (sequence >= pace.messages()) {
                return OVER;
            }
            if (now - due(sequence) < 0) {
                return LATER;
            }
            if (next.compareAndSet(sequence, sequence + 1)) {
                return sequence;
            }
        }
    }

    /** When a message is due, where there is a rate. */
    private long due(long sequence) {
        return start + (long) (sequence / pace.rate() * 1e9);
    }

    /**
     * From when the latency of a message counts. At a fixed rate a message that had to wait for a
     * session counts from when it was due: else a server that stands still would look fast (its
     * clients would stand still with it).
     *
     * @param waited whether the session had been waiting for the message, not the message for it
     */
    long begin(long sequence, long now, boolean waited) {
        if (pace.rate() == 0) {
            return now;
        }
        long due = due(sequence);
        return waited && now - due < GRAIN ? now : due;
    }

    /** How many milliseconds until the next message is due, at least 1. */
    long untilDue(long now) {
        return Math.max(1, (due(next.get()) - now) / 1_000_000);
    }

    boolean isOver(long now) {
        return stopped || now - end >= 0 || next.get() >= pace.messages();
    }

    /** How many messages were due by then, or by the end, and found no session in time. */
    long unsent(long now) {
        if (pace.rate() == 0) {
            return 0;
        }
        long elapsed = Math.min(now, end) - start;
        long due = Math.min(pace.messages(), (long) (elapsed * pace.rate() / 1e9));
        return Math.max(0, due - next.get());
    }

    boolean counts(long sequence) {
        return sequence >= pace.warmUp();
    }

    void stop() {
        stopped = true;
    }
}
