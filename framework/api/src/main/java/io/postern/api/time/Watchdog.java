// SPDX-License-Identifier: Apache-2.0
package io.postern.api.time;

import java.time.Duration;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends waits that take too long, for those who wait often and seldom in vain: to begin and to call
 * off costs next to nothing, where a timed wait of a virtual thread sets a timer and wakes another
 * thread for it, twice. In return it comes late, by up to the time between two of its looks. Safe
 * for many threads; has a thread of its own only while somebody waits.
 */
public final class Watchdog {
    private static final Duration USUAL_TICK = Duration.ofMillis(250);

    /** How long nobody may be there before its thread ends. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Duration tick;
    private final Queue<Watch> watches = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();

    /**
     * One of its own for whoever has many waits, up to a quarter of a second late.
     *
     * @param name of its thread
     */
    public Watchdog(String name) {
        this(name, USUAL_TICK);
    }

    /**
     * One of its own for whoever has many waits.
     *
     * @param name of its thread
     * @param tick from one look to the next
     */
    public Watchdog(String name, Duration tick) {
        this.name = name;
        this.tick = tick;
    }

    /**
     * A watch that isn't running yet.
     *
     * @param bite what ends the wait, as closing a socket does; called on the watchdog's thread,
     *     and must not block
     */
    public Watch watch(Runnable bite) {
        return new Watch(bite);
    }

    /** Over one wait after the other of one thread. Needs no closing. */
    public final class Watch {
        private final Runnable bite;
        private final AtomicBoolean listed = new AtomicBoolean();
        private volatile long end;
        private volatile boolean running;
        private volatile boolean bitten;

        private Watch(Runnable bite) {
            this.bite = bite;
        }

        /** A wait begins that may take so long. */
        public void start(Duration limit) {
            startUntil(System.nanoTime() + limit.toNanos());
        }

        /**
         * A wait begins that may take until then.
         *
         * @param nanos as {@link System#nanoTime} counts
         */
        public void startUntil(long nanos) {
            bitten = false;
            end = nanos;
            running = true;
            if (listed.compareAndSet(false, true)) {
                list(this);
            }
        }

        /** The wait is over. It may be bitten all the same where its time ends at that moment. */
        public void stop() {
            running = false;
        }

        /** Whether the last wait took too long and was bitten. */
        public boolean hasBitten() {
            return bitten;
        }

        /** False where it can be forgotten until it is started again. */
        private boolean look(long now) {
            if (running && end - now <= 0) {
                bitten = true;
                running = false;
                bite.run();
            }
            return running || !unlist();
        }

        private boolean unlist() {
            listed.set(false);
            // It may have been started in between, and then thought itself listed.
            return !running || !listed.compareAndSet(false, true);
        }
    }

    private void list(Watch watch) {
        watches.add(watch);
        if (awake.compareAndSet(false, true)) {
            Thread.ofVirtual().name(name).start(this::run);
        }
    }

    private void run() {
        try {
            long patience = PATIENCE.dividedBy(tick);
            for (long idle = 0; idle < patience; idle = watches.isEmpty() ? idle + 1 : 0) {
                Thread.sleep(tick);
                look();
            }
        } catch (InterruptedException _) {
            // nobody does that
        }
        awake.set(false);
        if (!watches.isEmpty() && awake.compareAndSet(false, true)) {
            Thread.ofVirtual().name(name).start(this::run);
        }
    }

    private void look() {
        long now = System.nanoTime();
        for (Iterator<Watch> all = watches.iterator(); all.hasNext(); ) {
            if (!look(all.next(), now)) {
                all.remove();
            }
        }
    }

    @SuppressWarnings("IllegalCatch") // a border: one watch's bug must not end the others'
    private static boolean look(Watch watch, long now) {
        try {
            return watch.look(now);
        } catch (RuntimeException bug) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
            return true;
        }
    }
}
