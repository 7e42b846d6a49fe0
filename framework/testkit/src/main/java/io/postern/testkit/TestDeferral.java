// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.mail.Domain;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Status;
import io.postern.api.transport.Cause;
import io.postern.api.transport.Deferral;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.Peer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Deferrals as {@link io.postern.api.transport.RetrySchedule} sees them. */
public final class TestDeferral {
    private TestDeferral() {}

    /**
     * A host was too busy: mail from {@code sender@client.test} for {@code example.test}, after so
     * many attempts and so long.
     */
    public static Deferral after(int attempts, Duration age) {
        return of(Cause.SERVER, Blame.DESTINATION, attempts, age);
    }

    /** The same with another cause, and what it blames. */
    public static Deferral of(Cause cause, Blame blame, int attempts, Duration age) {
        return new Deferral(
                new QueueId("q1"),
                Addresses.reversePath("sender@client.test"),
                new Domain("example.test"),
                cause == Cause.LOCAL ? "" : "smtp",
                cause,
                new Status.Transient(3, 2, "too busy"),
                blame,
                cause == Cause.LOCAL
                        ? Peer.NONE
                        : new Peer("mx.example.test", "451 4.3.2 too busy"),
                attempts,
                age,
                false);
    }

    /** Every cause, what it may blame, the first attempt and the last one can think of. */
    static List<Deferral> all() {
        List<Deferral> all = new ArrayList<>();
        for (Cause cause : Cause.values()) {
            for (Blame blame : Blame.values()) {
                all.add(of(cause, blame, 1, Duration.ZERO));
                all.add(of(cause, blame, 7, Duration.ofHours(3)));
                all.add(of(cause, blame, Integer.MAX_VALUE, Duration.ofDays(3650)));
            }
        }
        return all;
    }
}
