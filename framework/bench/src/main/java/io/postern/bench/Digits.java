// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

/** Numbers of a fixed width in ASCII, without a string between. */
final class Digits {
    private Digits() {}

    /** Writes the last {@code width} digits, with zeros in front. */
    static void write(long value, byte[] into, int at, int width) {
        long left = value;
        for (int i = at + width - 1; i >= at; i--) {
            into[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }

    /** Reads so many digits; -1 where there is something else. */
    static long read(byte[] from, int at, int width) {
        long value = 0;
        for (int i = at; i < at + width; i++) {
            int digit = from[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
