// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;

/** {@code time} of the host module: its own clock, and clocks on walls. */
final class TimeFunctions implements HostFunctions {
    /** The year 9999 ends. */
    private static final long LATEST = 253_402_300_799_999L;

    private final InstantSource clock;

    TimeFunctions(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Map<String, Object> functions(Worker worker) {
        return Map.of(
                "timeNow", function(_ -> clock.millis()),
                "timeIso", function(call -> instant(call, 0).toString()),
                "timeSeconds", function(TimeFunctions::seconds),
                "timeLocal", function(this::local));
    }

    private static ProxyExecutable function(ProxyExecutable body) {
        return body;
    }

    private static Object seconds(Value... call) {
        Arguments.require(call, 0, "time");
        return Arguments.time(call[0]).toMillis() / 1000.0;
    }

    private Object local(Value... call) {
        ZonedDateTime local = instant(call, 1).atZone(zone(Arguments.text(call, 0, "zone")));
        return new ReadOnly(
                Map.of(
                        "year", local.getYear(),
                        "month", local.getMonthValue(),
                        "day", local.getDayOfMonth(),
                        "hour", local.getHour(),
                        "minute", local.getMinute(),
                        "weekday", local.getDayOfWeek().getValue()));
    }

    /** The milliseconds that were given, or now. */
    private Instant instant(Value[] call, int index) {
        if (call.length <= index || call[index].isNull()) {
            return clock.instant();
        }
        Value millis = call[index];
        if (!millis.fitsInDouble() || !(Math.abs(millis.asDouble()) <= LATEST)) {
            throw new IllegalArgumentException("a time must be milliseconds since 1970");
        }
        return Instant.ofEpochMilli((long) millis.asDouble());
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException _) {
            throw new IllegalArgumentException(
                    "no time zone: '" + name + "' (as Europe/Berlin, UTC, +02:00)");
        }
    }
}
