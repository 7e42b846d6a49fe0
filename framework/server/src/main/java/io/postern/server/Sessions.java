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

    private final Map<Connection, Thread> running = new HashMap<>();
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

    /** Starts one, on a thread of its own. */
    synchronized void start(String name, Connection connection, Runnable session) {
        Thread thread =
                Thread.ofVirtual().name("smtp/" + name).unstarted(() -> run(connection, session));
        running.put(connection, thread);
        if (draining) {
            connection.drain();
        }
        thread.start();
    }

    synchronized int count() {
        return running.size();
    }

    /** Ends all: in peace within the time, then by interruption. Blocks until that is done. */
    void stop(Duration peace) throws InterruptedException {
        forEach(Connection::drain);
        if (!awaitEnd(peace)) {
            forEach(Connection::expire);
            if (!awaitEnd(LAST_WORDS)) {
                interrupt();
                awaitEnd(LAST_WORDS);
            }
        }
    }

    private void run(Connection connection, Runnable session) {
        try {
            session.run();
        } finally {
            ended(connection);
        }
    }

    private synchronized void ended(Connection connection) {
        running.remove(connection);
        notifyAll();
    }

    private synchronized void forEach(Consumer<Connection> action) {
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
