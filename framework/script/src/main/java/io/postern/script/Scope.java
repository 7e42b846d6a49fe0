// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/** The time of one call, in which its values may be looked at. Safe for many threads. */
final class Scope {
    private volatile boolean over;
    private volatile @Nullable Worker worker;

    /** Whose thread it runs on from now on. */
    void runOn(Worker by) {
        worker = by;
    }

    /** Does for the script what it waits for, while its clock stands still. */
    <T> T waiting(Supplier<T> work) {
        Worker by = worker;
        if (by == null) {
            return work.get();
        }
        by.enterHost();
        try {
            return work.get();
        } finally {
            by.leaveHost();
        }
    }

    void end() {
        over = true;
    }

    void check() {
        if (over) {
            throw new IllegalStateException("a value of a call that is over");
        }
    }
}
