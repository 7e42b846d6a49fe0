// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

/**
 * How many attempts at once a site bears, found out by trying, as Postfix does it with fractions:
 * each success adds the part of one that a whole round of successes makes one of, each failure
 * takes away half of one, so that a round of failures halves it. What counts follows in whole steps
 * only, so it doesn't waver. It settles where about one attempt in half its size fails.
 */
final class Window {
    /** Where it starts, and what is left of it after a row of failures. */
    static final int START = 5;

    private static final double LOSS = 0.5;

    private double value;
    private int size;

    Window(int start) {
        this.value = start;
        this.size = start;
    }

    int size() {
        return size;
    }

    /** It grows, up to that. */
    void succeeded(int most) {
        value = Math.max(Math.min(most, value + 1 / value), 1);
        settle();
    }

    /** It shrinks, down to 1. */
    void failed() {
        value = Math.max(1, value - LOSS);
        settle();
    }

    /** It is at most where it starts. */
    void restart() {
        value = Math.min(value, START);
        size = Math.min(size, START);
    }

    private void settle() {
        if (value >= size + 1) {
            size = (int) value;
        } else if (value <= size - 1) {
            size = (int) Math.ceil(value);
        }
    }
}
