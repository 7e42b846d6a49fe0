// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Times and sizes as people like to read them. */
final class Amounts {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    private final InstantSource clock;

    Amounts(InstantSource clock) {
        this.clock = clock;
    }

    /** How long ago: {@code 12s}, {@code 5m}, {@code 3h}, {@code 2d}; {@code -} for no time. */
    String age(String instant) {
        return between(instant, false);
    }

    /** How long until then; {@code now} where it has come. */
    String until(String instant) {
        return between(instant, true);
    }

    private String between(String instant, boolean ahead) {
        try {
            Instant then = Instant.parse(instant);
            Duration length = Duration.between(clock.instant(), then);
            if (ahead) {
                return length.isPositive() ? length(length) : "now";
            }
            return length(length.negated());
        } catch (DateTimeParseException _) {
            return "-";
        }
    }

    /** Rounded down to its biggest unit, or to two where that one is small. */
    static String length(Duration length) {
        long seconds = Math.max(0, length.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + "h" + rest(seconds % 3600 / 60, "m");
        }
        return seconds / 86_400 + "d" + rest(seconds % 86_400 / 3600, "h");
    }

    private static String rest(long amount, String unit) {
        return amount == 0 ? "" : " " + amount + unit;
    }

    /** {@code 512 B}, {@code 1.5 KiB}, {@code 25.0 MiB}. */
    static String octets(long octets) {
        if (octets < 1024) {
            return octets + " B";
        }
        double amount = octets / 1024.0;
        int unit = 0;
        while (amount >= 1024 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }

    /** {@code 1 message}, {@code 2 messages}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
