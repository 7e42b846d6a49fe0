// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

/** The time of one call, in which its values may be looked at. Safe for many threads. */
final class Scope {
    private volatile boolean over;

    void end() {
        over = true;
    }

    void check() {
        if (over) {
            throw new IllegalStateException("a value of a call that is over");
        }
    }
}
