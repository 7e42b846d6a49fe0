// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Where a simulation gets its decisions from: whatever happens follows from them alone. */
public interface Choices {
    /** A number from 0 to one less than {@code options}. */
    int pick(int options);

    /** True once in so many times; never where all choices are gone through. */
    boolean rarely(int times);

    /** Choices that are the same for the same seed. */
    static Choices seeded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Choices() {
            @Override
            public int pick(int options) {
                return random.nextInt(options);
            }

            @Override
            public boolean rarely(int times) {
                return random.nextInt(times) == 0;
            }
        };
    }

    /**
     * Every sequence of choices there is, one run after the other: run, then {@link #next}, until
     * that is false. What a run asks for must depend on what it was answered only. Where there are
     * too many options it takes the one in the middle.
     */
    final class All implements Choices {
        private final int most;
        private final List<int[]> asked = new ArrayList<>(); // answer, options
        private int at;

        /** Goes through at most so many options each time. */
        All(int most) {
            this.most = most;
        }

        @Override
        public int pick(int options) {
            int count = options <= most ? options : 1;
            if (at == asked.size()) {
                asked.add(new int[] {0, count});
            }
            int[] here = asked.get(at++);
            if (here[1] != count) {
                throw new IllegalStateException("the run before was asked something else here");
            }
            return count == options ? here[0] : options / 2;
        }

        @Override
        public boolean rarely(int times) {
            return false;
        }

        /** Goes to the next sequence; false where there is none. */
        boolean next() {
            at = 0;
            while (!asked.isEmpty() && ++asked.getLast()[0] == asked.getLast()[1]) {
                asked.removeLast();
            }
            return !asked.isEmpty();
        }

        @Override
        public String toString() {
            return asked.subList(0, at).stream().map(pair -> pair[0]).toList().toString();
        }
    }
}
