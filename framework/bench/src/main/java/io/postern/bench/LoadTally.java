// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What a generator counts; for all its threads. */
final class LoadTally {
    /**
     * Kinds of trouble that are told apart; a server that makes up codes doesn't fill the memory.
     */
    private static final int KINDS = 100;

    final LongAdder connections = new LongAdder();

    /** All of it, the warm-up too. */
    final LongAdder taken = new LongAdder();

    final LongAdder failed = new LongAdder();
    final LongAdder octets = new LongAdder();

    /** Without the warm-up. */
    final LongAdder countedMessages = new LongAdder();

    final LongAdder countedOctets = new LongAdder();
    final LongAccumulator first = new LongAccumulator(Math::min, Long.MAX_VALUE);
    final LongAccumulator last = new LongAccumulator(Math::max, Long.MIN_VALUE);

    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

    private record Kind(LongAdder count, String example) {}

    void taken(long size) {
        taken.increment();
        octets.add(size);
    }

    void counted(long size, long begun, long ended) {
        countedMessages.increment();
        countedOctets.add(size);
        first.accumulate(begun);
        last.accumulate(ended);
    }

    /** Something went wrong; the first of a kind is remembered as an example. */
    void trouble(String kind, String example) {
        Kind known = kinds.get(kind);
        if (known == null && kinds.size() < KINDS) {
            known = kinds.computeIfAbsent(kind, _ -> new Kind(new LongAdder(), example));
        }
        if (known != null) {
            known.count().increment();
        }
    }

    /** The most frequent first. */
    List<LoadReport.Trouble> troubles() {
        return kinds.entrySet().stream()
                .map(LoadTally::trouble)
                .sorted(
                        Comparator.comparingLong(LoadReport.Trouble::count)
                                .reversed()
                                .thenComparing(LoadReport.Trouble::kind))
                .toList();
    }

    private static LoadReport.Trouble trouble(Map.Entry<String, Kind> entry) {
        Kind kind = entry.getValue();
        return new LoadReport.Trouble(entry.getKey(), kind.count().sum(), kind.example());
    }
}
