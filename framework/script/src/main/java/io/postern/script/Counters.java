// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What scripts count, for all of them and all their sandboxes; kept over a change of the scripts,
 * gone with the process. A counter is forgotten when its window has passed; beyond {@value #MOST}
 * the one that was asked about longest ago is, and the log says so. Guarded by itself.
 */
final class Counters {
    /** Counters at once, some 25 MB. */
    static final int MOST = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Counters.class);
    private static final int LONGEST_KEY = 128;
    private static final long QUIET_MILLIS = Duration.ofMinutes(1).toMillis();

    private final InstantSource clock;
    private final int most;

    /** The one that was used longest ago is first. */
    private final Map<Id, SlidingWindow> windows = new LinkedHashMap<>(16, 0.75f, true);

    private long forgotten;
    private long reportedAt;

    Counters(InstantSource clock) {
        this(clock, MOST);
    }

    Counters(InstantSource clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    /**
     * One counter. The same name and key with another window are another counter.
     *
     * @param name what is counted
     * @param key of whom
     */
    record Id(String name, String key, Duration window) {
        Id {
            // Keys come from the network: what is long there mustn't be here.
            key = key.length() > LONGEST_KEY ? Digests.hex("SHA-256", key) : key;
        }
    }

    /**
     * Whether something may happen.
     *
     * @param count in the window, with this one where it may
     * @param retryAfter how long until it may; zero where it may now
     */
    record Ruling(boolean allowed, long count, Duration retryAfter) {}

    /** Counts so many; how many there are in the window then. */
    synchronized long add(Id id, long number) {
        long now = clock.millis();
        return window(id, now).add(number, now);
    }

    /** How many there are in the window. */
    synchronized long count(Id id) {
        SlidingWindow window = windows.get(id);
        return window == null ? 0 : window.count(clock.millis());
    }

    /** Counts so many where there are no more than the limit then; else counts nothing. */
    synchronized Ruling limit(Id id, long number, long limit) {
        long now = clock.millis();
        SlidingWindow window = window(id, now);
        long count = window.count(now);
        if (count + number <= limit) {
            return new Ruling(true, window.add(number, now), Duration.ZERO);
        }
        return new Ruling(false, count, Duration.ofMillis(window.untilRoom(number, limit, now)));
    }

    /** Forgets it; whether there was one. */
    synchronized boolean reset(Id id) {
        return windows.remove(id) != null;
    }

    synchronized void clear() {
        windows.clear();
    }

    synchronized int size() {
        return windows.size();
    }

    private SlidingWindow window(Id id, long now) {
        SlidingWindow known = windows.get(id);
        if (known == null) {
            makeRoom(now);
            known = new SlidingWindow(id.window(), now);
            windows.put(id, known);
        }
        return known;
    }

    /** For each that comes two may go, so that those whose time is over don't pile up. */
    private void makeRoom(long now) {
        Iterator<SlidingWindow> oldest = windows.values().iterator();
        for (int i = 0; i < 2 && oldest.hasNext(); i++) {
            if (oldest.next().isOver(now)) {
                oldest.remove();
            } else if (windows.size() >= most) {
                oldest.remove();
                forgotten++;
                report(now);
            }
        }
    }

    private void report(long now) {
        if (now - reportedAt >= QUIET_MILLIS) {
            LOG.warn("status=counters-full most={} forgotten={}", most, forgotten);
            reportedAt = now;
            forgotten = 0;
        }
    }
}
