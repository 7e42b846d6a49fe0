// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.api.transport.Rate;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole numbers, alone, as sizes and as limits. Good values are {@code Long}. */
final class NumberFormat {
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})(|KiB|MiB|GiB|TiB)");
    private static final Map<String, Long> UNITS =
            Map.of("", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

    private NumberFormat() {}

    static Parsed whole(String text) {
        return WHOLE.matcher(text).matches()
                ? Parsed.good(Long.valueOf(text))
                : Parsed.no("whole number", text);
    }

    /** {@code 10240 100KiB 50MiB 1GiB}. */
    static Parsed size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            long unit = UNITS.getOrDefault(matcher.group(2), 1L);
            if (number <= Long.MAX_VALUE / unit) {
                return Parsed.good(number * unit);
            }
        }
        return Parsed.no("size (as 10240, 100KiB, 50MiB, 1GiB)", text);
    }

    /** A number that isn't negative, or {@code unlimited}, which is {@link Integer#MAX_VALUE}. */
    static Parsed limit(String text) {
        if (text.equals("unlimited")) {
            return Parsed.good((long) Integer.MAX_VALUE);
        }
        return whole(text) instanceof Parsed.Good good && (long) good.value() >= 0
                ? good
                : Parsed.no("limit (a whole number, or unlimited)", text);
    }

    /** {@code 10/s 100/m 1000/h 10000/d}. */
    static Parsed rate(String text) {
        try {
            return Parsed.good(Rate.parse(text).toString());
        } catch (IllegalArgumentException _) {
            return Parsed.no("rate (as 10/s, 100/m, 1000/h, 10000/d)", text);
        }
    }

    static Parsed fraction(String text) {
        return text.matches("-?\\d{1,15}(\\.\\d{1,15})?")
                ? Parsed.good(Double.valueOf(text))
                : Parsed.no("number", text);
    }
}
