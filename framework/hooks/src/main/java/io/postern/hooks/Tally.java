// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.transport.DeliveryReport;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what came of a hook's calls. Times fall into classes, four for each doubling from a
 * microsecond to nine minutes, so that a quantile is at most a quarter too high. Safe for many
 * threads.
 */
final class Tally {
    private static final int CLASSES = 4 * 29;

    /** Kinds of answers; what comes after them is counted together. */
    private static final int MOST_KINDS = 16;

    private static final String OTHERS = "others";

    private final AtomicLongArray times = new AtomicLongArray(CLASSES);
    private final Map<Class<?>, LongAdder> answers = new ConcurrentHashMap<>();
    private final LongAdder otherAnswers = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder cpu = new LongAdder();
    private volatile String lastTrouble = "";

    /** Of a transport's report the outcomes are counted, so that two versions can be compared. */
    void answered(Object answer, long nanos) {
        times.getAndIncrement(timeClass(nanos));
        if (answer instanceof DeliveryReport report) {
            report.outcomes().values().forEach(this::count);
        } else {
            count(answer);
        }
    }

    private void count(Object answer) {
        LongAdder kind = answers.get(answer.getClass());
        (kind == null ? kind(answer.getClass()) : kind).increment();
    }

    void failed(String reason, long nanos) {
        times.getAndIncrement(timeClass(nanos));
        errors.increment();
        lastTrouble = reason;
    }

    /** It has used a processor for so long. */
    void used(long nanos) {
        cpu.add(nanos);
    }

    long calls() {
        long calls = 0;
        for (int i = 0; i < CLASSES; i++) {
            calls += times.get(i);
        }
        return calls;
    }

    long errors() {
        return errors.sum();
    }

    Duration cpu() {
        return Duration.ofNanos(cpu.sum());
    }

    String lastTrouble() {
        return lastTrouble;
    }

    Map<String, Long> answers() {
        Map<String, Long> counted = new TreeMap<>();
        answers.forEach(
                (kind, count) -> counted.merge(kind.getSimpleName(), count.sum(), Long::sum));
        if (otherAnswers.sum() > 0) {
            counted.put(OTHERS, otherAnswers.sum());
        }
        return counted;
    }

    /**
     * So long a part of the calls takes at most.
     *
     * @param part from 0 to 1
     */
    Duration quantile(double part) {
        long wanted = (long) Math.ceil(calls() * part);
        long seen = 0;
        for (int i = 0; i < CLASSES && wanted > 0; i++) {
            seen += times.get(i);
            if (seen >= wanted) {
                return Duration.ofNanos(end(i));
            }
        }
        return Duration.ZERO;
    }

    private LongAdder kind(Class<?> kind) {
        return answers.size() < MOST_KINDS
                ? answers.computeIfAbsent(kind, _ -> new LongAdder())
                : otherAnswers;
    }

    private static int timeClass(long nanos) {
        long quarters = Math.max(nanos, 1 << 10) >> 8;
        int doubling = Long.SIZE - 3 - Long.numberOfLeadingZeros(quarters);
        return Math.min(4 * doubling + (int) (quarters >> doubling & 3), CLASSES - 1);
    }

    private static long end(int timeClass) {
        return (long) (timeClass % 4 + 5) << (timeClass / 4 + 8);
    }
}
