// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

/**
 * Keeps texts that many messages have alike, so that memory holds them once: a destination that is
 * down puts off a thousand messages with the same words. Forgets a text when another one needs its
 * slot, so it never grows. Safe for many threads: a race only makes a second copy.
 */
final class SharedTexts {
    private static final int SLOTS = 1 << 14;

    private final String[] slots = new String[SLOTS];

    /** The text, or one equal to it that was seen before. */
    String of(String text) {
        int hash = text.hashCode();
        int slot = (hash ^ hash >>> 14) & (SLOTS - 1);
        String known = slots[slot];
        if (text.equals(known)) {
            return known;
        }
        slots[slot] = text;
        return text;
    }
}
