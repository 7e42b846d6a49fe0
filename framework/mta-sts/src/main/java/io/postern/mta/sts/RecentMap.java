// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;

/** What holds for a while only. The oldest make room. Safe for many threads. */
final class RecentMap<V> {
    private static final int MOST = 10_000;

    private final LinkedHashMap<String, Timed<V>> values = new LinkedHashMap<>();
    private final InstantSource clock;
    private final Duration memory;

    RecentMap(InstantSource clock, Duration memory) {
        this.clock = clock;
        this.memory = memory;
    }

    private record Timed<V>(V value, Instant until) {}

    synchronized void put(String key, V value) {
        values.remove(key);
        values.put(key, new Timed<>(value, clock.instant().plus(memory)));
        if (values.size() > MOST) {
            values.pollFirstEntry();
        }
    }

    synchronized Optional<V> get(String key) {
        @Nullable Timed<V> timed = values.get(key);
        return timed != null && clock.instant().isBefore(timed.until)
                ? Optional.of(timed.value)
                : Optional.empty();
    }
}
