// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

import java.time.Duration;

/**
 * Says when a deferred recipient is tried again. The schedule of {@code queue: retry:} is one with
 * ranking 0; the one that ranks highest is asked. Must not block: the queue's own thread calls it.
 */
@ConsumerType
@FunctionalInterface
public interface RetrySchedule {
    /**
     * Decides after an attempt.
     *
     * @param attempts how many there were, at least 1
     * @param age since we took the message
     */
    Next after(int attempts, Duration age);

    /** What to do. */
    @ProviderType
    sealed interface Next {
        /** Try again so long from now. */
        record Wait(Duration duration) implements Next {}

        /** Give up: the recipient failed, and the sender is told. */
        record GiveUp() implements Next {}
    }
}
