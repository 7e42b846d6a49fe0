// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A ledger for each run whose messages come. What a message says of itself isn't believed further
 * than memory goes: so many runs, so many entries.
 */
public final class Ledgers {
    private static final int MOST_RUNS = 16;

    private final Map<Long, Ledger> ledgers = new ConcurrentHashMap<>();
    private final Latency age = new Latency();
    private final AtomicLong strangers = new AtomicLong();
    private final Stopwatch stopwatch;
    private final long entries;

    /**
     * @param entries how many recipients of messages each run may have; what is beyond is only
     *     counted
     */
    public Ledgers(Stopwatch stopwatch, long entries) {
        this.stopwatch = stopwatch;
        this.entries = entries;
    }

    /** The ledger of a run of our own. */
    public Ledger of(Load load) {
        return of(load.run(), load.addresses().recipients(), load.pace().warmUp());
    }

    private Ledger of(long run, int recipients, long warmUp) {
        return ledgers.computeIfAbsent(
                run, _ -> new Ledger(run, recipients, warmUp, entries, stopwatch));
    }

    /** A message came, and was taken; {@code marked} where it is one of a generator. */
    void arrived(boolean marked, Mark mark, RecipientNumbers recipients) {
        Ledger ledger = marked ? find(mark) : null;
        if (ledger == null) {
            strangers.incrementAndGet();
            return;
        }
        long now = stopwatch.now();
        age.record(now, mark.time());
        for (int i = 0; i < recipients.size(); i++) {
            ledger.arrived(mark.sequence(), recipients.get(i), now);
        }
    }

    /** A message came, and was refused for good. */
    void denied(boolean marked, Mark mark, RecipientNumbers recipients) {
        Ledger ledger = marked ? find(mark) : null;
        for (int i = 0; ledger != null && i < recipients.size(); i++) {
            ledger.denied(mark.sequence(), recipients.get(i));
        }
    }

    private @Nullable Ledger find(Mark mark) {
        Ledger ledger = ledgers.get(mark.run());
        if (ledger == null && ledgers.size() < MOST_RUNS) {
            return of(mark.run(), mark.recipients(), 0);
        }
        return ledger;
    }

    /** What came that no generator made, or one too many. */
    long strangers() {
        return strangers.get();
    }

    /** From the sending of a message to its arrival. */
    Histogram age() {
        return age.copy();
    }

    List<Findings> findings() {
        return ledgers.values().stream()
                .map(Ledger::findings)
                .sorted(Comparator.comparingLong(Findings::run))
                .toList();
    }
}
