// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which messages and recipients are meant: all that meet every condition that is given. {@code
 * domain}, {@code site}, {@code recipient}, {@code state} and {@code reason} speak of recipients
 * that wait, the others of messages.
 *
 * @param conditions by key, as an operator writes them
 */
public record QueueFilter(Map<String, String> conditions) {
    /** The keys there are, in the order in which they are shown. */
    public static final List<String> KEYS =
            List.of(
                    "domain",
                    "site",
                    "sender",
                    "recipient",
                    "state",
                    "reason",
                    "older",
                    "younger",
                    "larger",
                    "smaller");

    private static final List<String> STATES =
            List.of("active", "held", "ready", "routing", "suspended", "waiting");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})(B|KiB|MiB|GiB)?");

    /** Everything. */
    public static final QueueFilter ALL = new QueueFilter(Map.of());

    /**
     * Checks the conditions.
     *
     * @throws IllegalArgumentException where one can't be; the message is for the operator
     */
    public QueueFilter {
        Map<String, String> ordered = new LinkedHashMap<>();
        for (String key : conditions.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("there is no filter '" + key + "'");
            }
        }
        for (String key : KEYS) {
            String value = conditions.get(key);
            if (value != null) {
                check(key, value);
                ordered.put(key, value);
            }
        }
        conditions = Collections.unmodifiableMap(ordered);
    }

    /** A filter with one condition. */
    public static QueueFilter of(String key, String value) {
        return new QueueFilter(Map.of(key, value));
    }

    /** Whether nothing is asked, so that everything is meant. */
    public boolean isAll() {
        return conditions.isEmpty();
    }

    /** The condition; empty where it isn't given. */
    String text(String key) {
        return conditions.getOrDefault(key, "");
    }

    /** The condition, a length of time; zero where it isn't given. */
    Duration span(String key) {
        return Span.read(text(key));
    }

    /** The condition, octets; -1 where it isn't given. */
    long octets(String key) {
        Matcher matcher = SIZE.matcher(text(key));
        if (!matcher.matches()) {
            return -1;
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        int shift =
                switch (unit) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    default -> 0;
                };
        return Long.parseLong(matcher.group(1)) << shift;
    }

    private static void check(String key, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(key + ": must not be empty");
        }
        switch (key) {
            case "older", "younger" -> {
                if (Span.read(value).isZero()) {
                    throw new IllegalArgumentException(
                            key + ": '" + value + "' is no length of time; write 90s, 10m, 3h, 2d");
                }
            }
            case "larger", "smaller" -> {
                if (!SIZE.matcher(value).matches()) {
                    throw new IllegalArgumentException(
                            key + ": '" + value + "' is no size; write 10240, 100KiB, 5MiB");
                }
            }
            case "state" -> {
                if (!STATES.contains(value)) {
                    throw new IllegalArgumentException(
                            "state: '"
                                    + value
                                    + "' is none; there are "
                                    + String.join(", ", STATES));
                }
            }
            case "reason" -> compile(value);
            default -> {}
        }
    }

    /** The regular expression of a reason; case doesn't count. */
    static Pattern compile(String reason) {
        try {
            return Pattern.compile(reason, Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException malformed) {
            throw new IllegalArgumentException(
                    "reason: '"
                            + reason
                            + "' is no regular expression: "
                            + malformed.getDescription(),
                    malformed);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        conditions.forEach(
                (key, value) -> text.append(text.isEmpty() ? "" : " ").append(key + "=" + value));
        return text.isEmpty() ? "all" : text.toString();
    }
}
