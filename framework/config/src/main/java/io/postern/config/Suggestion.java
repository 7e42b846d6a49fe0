// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean": the end of a message about a word nobody knows. */
final class Suggestion {
    private Suggestion() {}

    /** {@code ; did you mean 'retry'?}, or what there is to choose from. */
    static String among(Collection<String> known, String word) {
        String near = near(known, word);
        if (!near.isEmpty()) {
            return near;
        }
        return known.isEmpty()
                ? "; there is none"
                : "; known: " + String.join(", ", known.stream().sorted().toList());
    }

    /** {@code ; did you mean 'retry'?}, or nothing. */
    static String near(Collection<String> known, String word) {
        return nearest(known, word).map(near -> "; did you mean '" + near + "'?").orElse("");
    }

    private static Optional<String> nearest(Collection<String> known, String word) {
        int furthest = Math.max(1, word.length() / 3);
        return known.stream()
                .filter(candidate -> distance(plain(candidate), plain(word)) <= furthest)
                .min(
                        Comparator.<String>comparingInt(
                                        candidate -> distance(plain(candidate), plain(word)))
                                .thenComparing(candidate -> candidate));
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Letters to insert, drop, change, or swap with the next (Damerau-Levenshtein). */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 5) {
            return Integer.MAX_VALUE;
        }
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                steps[i][j] = i == 0 ? j : j == 0 ? i : step(a, b, i, j, steps);
            }
        }
        return steps[a.length()][b.length()];
    }

    private static int step(String a, String b, int i, int j, int[][] steps) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
                Math.min(
                        Math.min(steps[i - 1][j], steps[i][j - 1]) + 1,
                        steps[i - 1][j - 1] + change);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
    }
}
