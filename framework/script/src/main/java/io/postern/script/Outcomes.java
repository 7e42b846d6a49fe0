// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells a script what came of recipients, on a thread of its own that lives as long as there is
 * something to tell. What the script is too slow for is dropped, and what it gets wrong changes
 * nothing; the log says how much there was of both, at most once in {@link #QUIET}. Safe for many
 * threads; never blocks who tells it.
 */
final class Outcomes implements MailEventListener {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);
    private static final int WAITING = 1000;
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final String script;
    private final Teller teller;
    private final BlockingQueue<Outcome> waiting;
    private final AtomicBoolean telling = new AtomicBoolean();

    /** Guarded by this, as are the next three. */
    private long dropped;

    private long failed;
    private String reason = "";
    private long quietUntil = System.nanoTime();

    Outcomes(String script, Teller teller) {
        this(script, teller, WAITING);
    }

    Outcomes(String script, Teller teller, int waiting) {
        this.script = script;
        this.teller = teller;
        this.waiting = new ArrayBlockingQueue<>(waiting);
    }

    /** Asks the script. */
    @FunctionalInterface
    interface Teller {
        /** Blocks until it has been told; throws {@link ScriptFailedException} as each call. */
        void tell(Outcome outcome) throws InterruptedException;
    }

    @Override
    public void onEvent(MailEvent event) {
        Optional<Outcome> outcome = Outcome.of(event);
        if (outcome.isEmpty()) {
            return;
        }
        if (waiting.offer(outcome.get())) {
            start();
        } else {
            count(1, 0, "");
        }
    }

    private void start() {
        if (telling.compareAndSet(false, true)) {
            Thread.ofVirtual().name("script/outcomes").start(this::run);
        }
    }

    private void run() {
        try {
            for (Outcome next = waiting.poll(); next != null; next = waiting.poll()) {
                tell(next);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        } finally {
            telling.set(false);
        }
        // One may have come between the last look and the end.
        if (!waiting.isEmpty()) {
            start();
        }
    }

    private void tell(Outcome outcome) throws InterruptedException {
        try {
            teller.tell(outcome);
        } catch (ScriptFailedException broken) {
            count(0, 1, String.valueOf(broken.getMessage()));
        }
    }

    private synchronized void count(long moreDropped, long moreFailed, String why) {
        dropped += moreDropped;
        failed += moreFailed;
        reason = why.isEmpty() ? reason : why;
        long now = System.nanoTime();
        if (now - quietUntil < 0) {
            return;
        }
        quietUntil = now + QUIET.toNanos();
        if (dropped > 0) {
            LOG.warn("script={} status=outcomes-dropped dropped={}", script, dropped);
        }
        if (failed > 0) {
            LOG.error(
                    "script={} status=outcomes-failed failed={} reason=\"{}\"",
                    script,
                    failed,
                    reason);
        }
        dropped = 0;
        failed = 0;
    }
}
