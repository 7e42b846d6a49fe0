// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One step of a retry schedule: {@code 2s x 5}, {@code 10s until 10m}, {@code backoff 1.5 max 4h
 * until 5d}. Good values are the text itself.
 */
final class RetryFormat {
    private static final String SPAN = "(\\w+)";
    private static final Pattern FORM =
            Pattern.compile(
                    SPAN
                            + " x [1-9]\\d{0,5}"
                            + ("|" + SPAN + " until " + SPAN)
                            + ("|backoff [1-9]\\d{0,2}(?:\\.\\d{1,3})? max " + SPAN)
                            + (" until " + SPAN));

    private RetryFormat() {}

    static Parsed parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() && spansAreGood(matcher)
                ? Parsed.good(text)
                : Parsed.no(
                        "retry step (as '2s x 5', '10s until 10m', 'backoff 1.5 max 4h until 5d')",
                        text);
    }

    private static boolean spansAreGood(Matcher matcher) {
        return IntStream.rangeClosed(1, matcher.groupCount())
                .mapToObj(matcher::group)
                .filter(Objects::nonNull)
                .allMatch(RetryFormat::isSpan);
    }

    private static boolean isSpan(String text) {
        return DurationFormat.read(text).filter(span -> !span.isZero()).isPresent();
    }
}
