// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import io.postern.api.lookup.StsAnswer;
import io.postern.api.lookup.StsPolicy;
import io.postern.api.lookup.StsTrouble;

import java.time.Duration;
import java.time.Instant;

/**
 * A policy that is kept.
 *
 * @param id the version of it, as the TXT record had it
 * @param used when it was last asked for
 */
record Entry(String domain, String id, StsPolicy policy, Instant fetched, Instant used) {
    private static final Duration DAY = Duration.ofDays(1);

    /** How long one is fetched anew after it was last asked for. */
    private static final Duration INTEREST = Duration.ofDays(30);

    Instant until() {
        return fetched.plus(policy.maxAge());
    }

    boolean holds(Instant now) {
        return now.isBefore(until());
    }

    Entry usedAt(Instant now) {
        return new Entry(domain, id, policy, fetched, now);
    }

    /** Once a day, and before it ends, so that nobody can wait for its end. */
    boolean isDue(Instant now) {
        Duration half = policy.maxAge().dividedBy(2);
        Instant due = fetched.plus(half.compareTo(DAY) < 0 ? half : DAY);
        return holds(now) && !now.isBefore(due) && now.isBefore(used.plus(INTEREST));
    }

    StsAnswer answer(StsTrouble trouble) {
        return new StsAnswer.Holds(policy, id, fetched, until(), trouble);
    }
}
