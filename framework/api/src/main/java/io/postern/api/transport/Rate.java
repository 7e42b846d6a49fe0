// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many in a time, evenly: 60 in a minute is one each second, and after a pause up to a tenth of
 * them at once.
 *
 * @param count at least 1
 * @param per at least a second
 */
public record Rate(int count, Duration per) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})/(s|m|h|d)");
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1));

    public Rate {
        if (count < 1 || per.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("no rate: " + count + " in " + per);
        }
    }

    /**
     * Reads {@code 10/s 100/m 1000/h 10000/d}.
     *
     * @throws IllegalArgumentException where it is none of these
     */
    public static Rate parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no rate (as 10/s, 100/m, 1000/h, 10000/d)");
        }
        return new Rate(
                Integer.parseInt(matcher.group(1)),
                UNITS.getOrDefault(matcher.group(2), Duration.ofSeconds(1)));
    }

    @Override
    public String toString() {
        for (Map.Entry<String, Duration> unit : UNITS.entrySet()) {
            if (unit.getValue().equals(per)) {
                return count + "/" + unit.getKey();
            }
        }
        return count + "/" + per;
    }
}
