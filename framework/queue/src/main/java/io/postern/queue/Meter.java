// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

/** How many there were in the last minute, for people. Not safe for several threads. */
final class Meter {
    private static final long MINUTE = 60_000;

    private long minute;
    private int count;
    private int before;

    void count(long now) {
        turn(now);
        count++;
    }

    /** One of those didn't take place after all. */
    void takeBack() {
        count = Math.max(0, count - 1);
    }

    /** Of the minute that ends now, as if those of the last whole minute had come evenly. */
    int lastMinute(long now) {
        turn(now);
        double left = 1 - (double) Math.floorMod(now, MINUTE) / MINUTE;
        return count + (int) Math.round(before * left);
    }

    private void turn(long now) {
        long current = Math.floorDiv(now, MINUTE);
        if (current != minute) {
            before = current == minute + 1 ? count : 0;
            count = 0;
            minute = current;
        }
    }
}
