// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is set or advanced. Safe for many threads. */
public final class SetClock implements InstantSource {
    private final AtomicReference<Instant> now;

    private SetClock(Instant now) {
        this.now = new AtomicReference<>(now);
    }

    /** Stands at that instant. */
    public static SetClock at(Instant instant) {
        return new SetClock(instant);
    }

    /** As {@link #at(Instant)}, from text like {@code 2026-11-24T10:00:00Z}. */
    public static SetClock at(String instant) {
        return at(Instant.parse(instant));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Goes to that instant, also backwards. */
    public void set(Instant instant) {
        now.set(instant);
    }

    /** Goes on by so much, and says where it stands then. */
    public Instant advance(Duration duration) {
        return now.updateAndGet(instant -> instant.plus(duration));
    }
}
