// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.transport.Deferral;
import io.postern.api.transport.RetrySchedule;
import io.postern.api.transport.RetrySchedule.Next;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** What every {@link RetrySchedule} must obey. Implement it in the schedule's test. */
public interface RetryScheduleContract {
    /** The schedule under test. */
    RetrySchedule schedule();

    /** One that it is asked about. */
    default Deferral deferral() {
        return TestDeferral.after(1, Duration.ZERO);
    }

    /** Whatever was met, and however often: attempts and ages that no counter expects too. */
    @Test
    default void answersForEveryDeferral() throws InterruptedException {
        RetrySchedule schedule = schedule();
        for (Deferral deferral : TestDeferral.all()) {
            Next next = schedule.after(deferral);
            assertThat(next).as("%s", deferral).isNotNull();
            if (next instanceof Next.Wait wait) {
                assertThat(wait.duration())
                        .as("%s", deferral)
                        .isGreaterThanOrEqualTo(Duration.ZERO);
            }
        }
    }

    /** One that takes longer than a second is passed over. */
    @Test
    default void answersWithinASecond() throws InterruptedException {
        RetrySchedule schedule = schedule();
        schedule.after(deferral()); // what is loaded once doesn't count
        long start = System.nanoTime();

        schedule.after(deferral());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    default void canBeAskedFromManyThreads() throws InterruptedException {
        RetrySchedule schedule = schedule();

        assertThat(ManyThreads.call(50, () -> schedule.after(deferral())))
                .hasSize(50)
                .doesNotContainNull();
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        RetrySchedule schedule = schedule();

        ManyThreads.callInterrupted(() -> schedule.after(deferral()));
    }
}
