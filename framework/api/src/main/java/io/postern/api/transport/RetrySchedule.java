// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

import java.time.Duration;

/**
 * Says when deferred recipients are tried again. Those with a ranking above 0 are asked first, in
 * descending service ranking (so stand the rules of {@code retry:}); where all pass, {@code queue:
 * retry:} decides. One that throws or takes longer than a second is passed over.
 */
@ConsumerType
@FunctionalInterface
public interface RetrySchedule {
    /**
     * Decides after an attempt. Called from many threads at once; what waits for it is this mail.
     */
    Next after(Deferral deferral) throws InterruptedException;

    /** What to do. */
    @ProviderType
    sealed interface Next {
        /** No opinion: the next schedule is asked. */
        record Pass() implements Next {}

        /** Try again so long from now. */
        record Wait(Duration duration) implements Next {}

        /** Give up: the recipients failed, and the sender is told. */
        record GiveUp() implements Next {}
    }
}
