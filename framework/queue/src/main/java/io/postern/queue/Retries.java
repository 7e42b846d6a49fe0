// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.transport.Deferral;
import io.postern.api.transport.RetrySchedule;
import io.postern.hooks.Answer;
import io.postern.hooks.Hook;
import io.postern.hooks.HookChain;
import io.postern.hooks.Subject;

import java.time.Duration;

/**
 * Asks the retry schedules that rank above ours, in their order, and ours where all pass. One that
 * throws or dawdles is passed over. Safe for many threads.
 */
final class Retries {
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** Of our own schedules, which only calculate. */
    private static final String SECTION = "retry";

    private final RetryRules rules;
    private final HookChain<RetrySchedule> schedules;

    Retries(RetryRules rules, HookChain<RetrySchedule> schedules) {
        this.rules = rules;
        this.schedules = schedules;
    }

    /**
     * Waits, or gives up; never passes. An interruption, which is a stop, ends the asking: what
     * came of an attempt is to be written down first.
     *
     * @param subject the message
     */
    RetrySchedule.Next after(Deferral deferral, Subject subject) {
        try {
            return asked(deferral, subject);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return rules.after(deferral);
        }
    }

    private RetrySchedule.Next asked(Deferral deferral, Subject subject)
            throws InterruptedException {
        for (Hook<RetrySchedule> schedule : schedules.hooks(subject)) {
            if (schedule.info().ranking() <= 0) {
                break;
            }
            Answer<RetrySchedule.Next> answer = schedule.call(s -> s.after(deferral), LIMIT);
            if (answer instanceof Answer.Given<RetrySchedule.Next>(RetrySchedule.Next next, _)
                    && !(next instanceof RetrySchedule.Next.Pass)) {
                return next;
            }
        }
        return rules.after(deferral);
    }

    /**
     * Whether somebody else's schedule is asked, a script's or a plugin's, which may take its time:
     * then not on the queue's thread.
     */
    boolean mayBlock() {
        return schedules.hooks().stream()
                .map(Hook::info)
                .anyMatch(
                        info ->
                                info.ranking() > 0
                                        && !SECTION.equals(
                                                info.properties().get("postern.section")));
    }

    /** What the configuration has a message wait after its first attempt. */
    Duration first() {
        return rules.first();
    }

    /** How old a message may become at least, by the rules of the configuration. */
    Duration lifetime() throws InterruptedException {
        Duration shortest = rules.lifetime();
        for (Hook<RetrySchedule> schedule : schedules.hooks()) {
            Answer<Duration> answer = schedule.call(s -> lifetime(s, rules), LIMIT);
            if (answer instanceof Answer.Given<Duration>(Duration given, _)
                    && given.compareTo(shortest) < 0) {
                shortest = given;
            }
        }
        return shortest;
    }

    private static Duration lifetime(RetrySchedule schedule, RetryRules otherwise) {
        return schedule instanceof RetryRule rule ? rule.lifetime() : otherwise.lifetime();
    }
}
