// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.util.ArrayList;
import java.util.List;

/** Adds a ledger's entries up, in their order. */
final class Reckoning {
    /** How many numbers are named. */
    private static final int NAMED = 10;

    private final List<Long> firstMissing = new ArrayList<>();
    private final List<Long> firstDoubled = new ArrayList<>();
    private long promised;
    private long arrived;
    private long missing;
    private long doubled;
    private long phantom;
    private long unsure;
    private long denied;

    /** Entries that hadn't come when the last one that has was added. */
    private long gaps;

    private long absent;

    /** One recipient of one message. */
    record Entry(boolean promised, boolean refused, boolean denied, long arrivals) {
        boolean hasCome() {
            return arrivals > 0;
        }

        boolean isMissing() {
            return promised && arrivals == 0 && !denied;
        }
    }

    void add(long sequence, Entry entry) {
        promised += count(entry.promised());
        denied += count(entry.denied());
        if (entry.isMissing()) {
            missing++;
            name(sequence, firstMissing);
        }
        if (entry.hasCome()) {
            addArrived(sequence, entry);
        } else {
            absent++;
        }
    }

    private void addArrived(long sequence, Entry entry) {
        arrived++;
        gaps = absent;
        phantom += count(entry.refused() && !entry.promised());
        unsure += count(!entry.refused() && !entry.promised());
        if (entry.arrivals() > 1) {
            doubled++;
            name(sequence, firstDoubled);
        }
    }

    private static int count(boolean yes) {
        return yes ? 1 : 0;
    }

    private static void name(long sequence, List<Long> names) {
        if (names.size() < NAMED) {
            names.add(sequence);
        }
    }

    Findings findings(long run, long untold) {
        return new Findings(
                run,
                promised,
                arrived,
                missing,
                doubled,
                phantom,
                unsure,
                denied,
                gaps,
                untold,
                firstMissing,
                firstDoubled);
    }
}
