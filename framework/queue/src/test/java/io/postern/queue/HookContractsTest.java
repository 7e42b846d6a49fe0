// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static io.postern.queue.QueueRig.via;

import io.postern.api.policy.RecipientPolicy;
import io.postern.api.transport.RetrySchedule;
import io.postern.testkit.RecipientPolicyContract;
import io.postern.testkit.RetryScheduleContract;
import io.postern.testkit.TestHost;

import org.junit.jupiter.api.Nested;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The hooks that the queue brings along obey what is asked of any. */
class HookContractsTest {
    @Nested
    class OfTheDefaultSchedule implements RetryScheduleContract {
        @Override
        public RetrySchedule schedule() {
            return rules();
        }
    }

    @Nested
    class OfAListedSchedule implements RetryScheduleContract {
        @Override
        public RetrySchedule schedule() {
            return rules("5m x 3", "15m until 2h", "backoff 1.5 max 4h until 5d");
        }
    }

    @Nested
    class OfTheCheckOfRecipients implements RecipientPolicyContract {
        @Override
        public RecipientPolicy policy() {
            return new RoutableRecipients(
                    QueueRig.chain(
                            TestHost.named("mx.postern.test").local("local.test", "elsewhere.test"),
                            (_, _) -> via("maildir")));
        }
    }

    private static RetryRules rules(String... steps) {
        return RetryRules.of(
                "queue: retry",
                List.of(steps),
                Duration.ofDays(5),
                () -> ThreadLocalRandom.current().nextLong());
    }
}
