// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lengths of time as {@code postern.yaml} writes them: {@code 300ms 5s 5m 4h 5d}, {@code 1h30m}.
 */
final class Span {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?=.)(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?"
                            + "(?:(\\d{1,9})ms)?");

    private Span() {}

    /** Reads one that is longer than nothing; zero stands for text that isn't one. */
    static Duration read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Duration.ZERO;
        }
        return Duration.ofDays(number(matcher, 1))
                .plusHours(number(matcher, 2))
                .plusMinutes(number(matcher, 3))
                .plusSeconds(number(matcher, 4))
                .plusMillis(number(matcher, 5));
    }

    private static long number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
