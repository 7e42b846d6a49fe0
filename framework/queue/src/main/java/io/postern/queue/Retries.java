// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.transport.RetrySchedule;
import io.postern.hooks.Answer;
import io.postern.hooks.Hook;
import io.postern.hooks.HookChain;

import java.time.Duration;
import java.util.List;

/**
 * Asks the retry schedule that ranks highest, ours where no plugin ranks above it. A plugin's that
 * throws or dawdles is passed over in favour of ours for that once. Used by the queue's thread.
 */
final class Retries {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final RetryRules rules;
    private final HookChain<RetrySchedule> schedules;

    Retries(RetryRules rules, HookChain<RetrySchedule> schedules) {
        this.rules = rules;
        this.schedules = schedules;
    }

    RetrySchedule.Next after(int attempts, Duration age) throws InterruptedException {
        List<Hook<RetrySchedule>> ranked = schedules.hooks();
        if (ranked.isEmpty() || ranked.getFirst().info().ranking() <= 0) {
            return rules.after(attempts, age);
        }
        Answer<RetrySchedule.Next> answer =
                ranked.getFirst().call(schedule -> schedule.after(attempts, age), LIMIT);
        return answer instanceof Answer.Given<RetrySchedule.Next>(RetrySchedule.Next next, _)
                ? next
                : rules.after(attempts, age);
    }

    /** How old a message may become, by our own rules. */
    Duration lifetime() {
        return rules.lifetime();
    }
}
