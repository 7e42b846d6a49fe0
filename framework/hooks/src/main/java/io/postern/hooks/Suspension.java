// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Whether a hook may be called. States: <em>trusted</em>; after five failures in a row, or more
 * than half of the last twenty calls within a minute, <em>suspended</em> for a minute; when that is
 * over one call is let through, the <em>trial</em>. Where that ends well it is trusted again, else
 * suspended for twice as long as before, up to a quarter of an hour; the same where it is suspended
 * again within a quarter of an hour of being trusted. Safe for many threads; a call costs a read or
 * two while there is no trouble.
 */
final class Suspension {
    private static final int IN_A_ROW = 5;
    private static final int LAST = 20;
    private static final Duration WITHIN = Duration.ofMinutes(1);
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final InstantSource clock;

    /** Empty while there is no trouble; guarded by this, as is the rest. */
    private final Deque<Ended> last = new ArrayDeque<>();

    private int inARow;
    private boolean onTrial;
    private Duration length = Duration.ZERO;
    private Instant trustedSince = Instant.MIN;
    private Instant until = Instant.MIN;

    /** Whether successes count; written under the lock. */
    private volatile boolean watched;

    /** Written under the lock. */
    private volatile boolean suspended;

    /** What the one who asks may do. */
    enum Leave {
        /** Call it. */
        CALL,
        /** Call it; what comes of that decides whether others may. */
        TRIAL,
        /** Not call it. */
        NONE
    }

    Suspension(InstantSource clock) {
        this.clock = clock;
    }

    /** Before a call; one that is made ends in one of the next three. */
    Leave ask() {
        return suspended ? askAgain() : Leave.CALL;
    }

    private synchronized Leave askAgain() {
        if (!suspended) {
            return Leave.CALL;
        }
        if (onTrial || clock.instant().isBefore(until)) {
            return Leave.NONE;
        }
        onTrial = true;
        return Leave.TRIAL;
    }

    /** It answered; why it is trusted again, empty where that hasn't changed. */
    String succeeded(Leave leave) {
        return watched ? note(leave) : "";
    }

    private synchronized String note(Leave leave) {
        if (leave == Leave.TRIAL && onTrial) {
            trust(clock.instant());
            return "a call was answered";
        }
        if (!suspended) {
            inARow = 0;
            add(false);
            watched = last.stream().anyMatch(Ended::failed);
        }
        return "";
    }

    /** It failed; why and until when it is suspended now, empty where it isn't or was before. */
    synchronized String failed(Leave leave, String reason) {
        if (leave == Leave.TRIAL && onTrial) {
            return suspend("it failed again: " + reason);
        }
        if (suspended) {
            return "";
        }
        watched = true;
        inARow++;
        add(true);
        if (inARow >= IN_A_ROW) {
            return suspend(inARow + " failures in a row, the last: " + reason);
        }
        long failures = last.stream().filter(Ended::failed).count();
        if (last.size() == LAST && failures > LAST / 2) {
            return suspend(
                    failures + " of the last " + LAST + " calls failed, the last: " + reason);
        }
        return "";
    }

    /** Nobody waited for what would come of the call. */
    synchronized void abandoned(Leave leave) {
        if (leave == Leave.TRIAL) {
            onTrial = false;
        }
    }

    /** An operator trusts it; why it is trusted again, empty where it was. */
    synchronized String resume() {
        if (!suspended) {
            return "";
        }
        trust(Instant.MIN);
        return "by an operator";
    }

    /** Until when it isn't called; past where a trial is due. */
    synchronized Optional<Instant> until() {
        return suspended ? Optional.of(until) : Optional.empty();
    }

    private void add(boolean failed) {
        Instant now = clock.instant();
        last.addLast(new Ended(now, failed));
        Instant oldest = now.minus(WITHIN);
        while (last.size() > LAST || last.getFirst().at().isBefore(oldest)) {
            last.removeFirst();
        }
    }

    private String suspend(String reason) {
        Instant now = clock.instant();
        boolean again = suspended || now.isBefore(forgotten());
        length = again ? shorter(length.multipliedBy(2), LONGEST) : FIRST;
        until = now.plus(length);
        suspended = true;
        watched = true;
        onTrial = false;
        inARow = 0;
        last.clear();
        return "for " + length.toMinutes() + " min, " + reason;
    }

    /** When nobody thinks of its last suspension any more. */
    private Instant forgotten() {
        return trustedSince.equals(Instant.MIN) ? Instant.MIN : trustedSince.plus(LONGEST);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void trust(Instant since) {
        trustedSince = since;
        suspended = false;
        watched = false;
        onTrial = false;
    }

    private record Ended(Instant at, boolean failed) {}
}
