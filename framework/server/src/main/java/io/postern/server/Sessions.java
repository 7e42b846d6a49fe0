// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The sessions of one listener, each on a virtual thread of its own. Guarded by itself.
 *
 * <p>States: running; draining, when each session ends after its command and a message under way
 * may still come; expired, when nothing is waited for.
 */
final class Sessions {
    /** How long sessions have for a last reply once they are expired. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Map<Session, Thread> running = new HashMap<>();
    private final long firstName;
    private long names;
    private boolean draining;

    /**
     * @param firstName where the names of sessions begin; later starts begin later
     */
    Sessions(long firstName) {
        this.firstName = firstName;
    }

    /** A name that no session has had. */
    synchronized String nextName() {
        return Long.toString(firstName + names++, Character.MAX_RADIX);
    }

    /** Starts one. */
    synchronized void start(Session session, Runnable atEnd) {
        Thread thread =
                Thread.ofVirtual()
                        .name("smtp/" + session.client().session())
                        .unstarted(() -> run(session, atEnd));
        running.put(session, thread);
        if (draining) {
            session.drain();
        }
        thread.start();
    }

    synchronized int count() {
        return running.size();
    }

    /** Ends all: in peace within the time, then by interruption. Blocks until that is done. */
    void stop(Duration peace) throws InterruptedException {
        forEach(Session::drain);
        if (!awaitEnd(peace)) {
            forEach(Session::expire);
            if (!awaitEnd(LAST_WORDS)) {
                interrupt();
                awaitEnd(LAST_WORDS);
            }
        }
    }

    private void run(Session session, Runnable atEnd) {
        try {
            session.run();
        } finally {
            atEnd.run();
            ended(session);
        }
    }

    private synchronized void ended(Session session) {
        running.remove(session);
        notifyAll();
    }

    private synchronized void forEach(Consumer<Session> action) {
        draining = true;
        running.keySet().forEach(action);
    }

    private synchronized void interrupt() {
        running.values().forEach(Thread::interrupt);
    }

    private synchronized boolean awaitEnd(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        while (!running.isEmpty() && left > 0) {
            wait(left / 1_000_000 + 1);
            left = end - System.nanoTime();
        }
        return running.isEmpty();
    }
}
