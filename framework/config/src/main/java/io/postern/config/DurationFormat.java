// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code 300ms 5s 5m 4h 5d}, and several together, the longest first: {@code 1h30m}. */
final class DurationFormat {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?=.)(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?"
                            + "(?:(\\d{1,9})ms)?");

    private DurationFormat() {}

    /** Good is the text that {@link Duration#parse} reads. */
    static Parsed parse(String text) {
        return read(text)
                .map(duration -> Parsed.good(duration.toString()))
                .orElseGet(() -> Parsed.no("duration (as 300ms, 5s, 5m, 4h, 5d, 1h30m)", text));
    }

    static Optional<Duration> read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                Duration.ofDays(number(matcher, 1))
                        .plusHours(number(matcher, 2))
                        .plusMinutes(number(matcher, 3))
                        .plusSeconds(number(matcher, 4))
                        .plusMillis(number(matcher, 5)));
    }

    private static long number(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
