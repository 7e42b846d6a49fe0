// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One step of {@code queue: retry:}. */
sealed interface RetryStep {
    /** {@code D x N}: N waits of D. */
    record Times(Duration each, int count) implements RetryStep {}

    /** {@code D until T}: waits of D until the message is T old. */
    record Until(Duration each, Duration end) implements RetryStep {}

    /** {@code backoff F max M until T}: the last wait times F, and so on, at most M. */
    record Backoff(double factor, Duration most, Duration end) implements RetryStep {}

    /**
     * Reads one.
     *
     * @param key where it stands, for messages
     * @throws IllegalArgumentException where it can't be read; the message is for the operator
     */
    static RetryStep parse(String key, String text) {
        Matcher times = Forms.TIMES.matcher(text);
        if (times.matches()) {
            return new Times(span(times.group(1), key, text), Integer.parseInt(times.group(2)));
        }
        Matcher until = Forms.UNTIL.matcher(text);
        if (until.matches()) {
            return new Until(span(until.group(1), key, text), span(until.group(2), key, text));
        }
        Matcher backoff = Forms.BACKOFF.matcher(text);
        if (backoff.matches() && Double.parseDouble(backoff.group(1)) >= 1) {
            return new Backoff(
                    Double.parseDouble(backoff.group(1)),
                    span(backoff.group(2), key, text),
                    span(backoff.group(3), key, text));
        }
        throw unreadable(key, text);
    }

    private static Duration span(String span, String key, String text) {
        Duration duration = Span.read(span);
        if (duration.isZero()) {
            throw unreadable(key, text);
        }
        return duration;
    }

    private static IllegalArgumentException unreadable(String key, String text) {
        return new IllegalArgumentException(
                key
                        + ": '"
                        + text
                        + "' is no retry step; write '2s x 5', '10s until 10m' or"
                        + " 'backoff 1.5 max 4h until 5d'");
    }

    /** The three forms; blanks are single. */
    final class Forms {
        private static final Pattern TIMES = Pattern.compile("(\\S+) x ([1-9]\\d{0,5})");
        private static final Pattern UNTIL = Pattern.compile("(\\S+) until (\\S+)");
        private static final Pattern BACKOFF =
                Pattern.compile("backoff (\\d{1,3}(?:\\.\\d{1,3})?) max (\\S+) until (\\S+)");

        private Forms() {}
    }
}
