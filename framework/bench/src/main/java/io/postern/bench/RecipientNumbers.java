// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.util.Arrays;

/** Which recipients a transaction has: their numbers, as {@link Addresses} writes them. */
final class RecipientNumbers {
    private int[] numbers = new int[4];
    private int size;

    void clear() {
        size = 0;
    }

    void add(int number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        numbers[size++] = number;
    }

    int size() {
        return size;
    }

    int get(int index) {
        return numbers[index];
    }

    /** The number in a RCPT command; 0 where there is none. */
    static int in(byte[] line, int length) {
        int at = length - 1;
        while (at > 0 && line[at] != '@') {
            at--;
        }
        int number = 0;
        int unit = 1;
        for (int i = at - 1; i > 0; i--) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9) {
                return line[i] == '+' && unit > 1 ? number : 0;
            }
            if (unit > Addresses.MOST_RECIPIENTS) {
                return 0;
            }
            number += digit * unit;
            unit *= 10;
        }
        return 0;
    }
}
