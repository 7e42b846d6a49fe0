// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.transport.Deferral;
import io.postern.api.transport.RetrySchedule;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The schedule that {@code queue: retry:} writes down. Its steps are used in order: {@code D x N}
 * is N waits of D, {@code D until T} waits of D until the message is T old, {@code backoff F max M
 * until T} waits that grow from the last one. The T of the last step is the message's lifetime; a
 * list that ends in {@code x N} goes on with its last wait until {@code lifetime:}.
 *
 * <p>Waits of a minute and more are spread by ± 10 %, so that what failed together doesn't come
 * back together. Called by the queue's thread alone.
 */
final class RetryRules implements RetrySchedule {
    private static final Duration JITTERED = Duration.ofMinutes(1);

    private final List<RetryStep> steps;
    private final Duration lifetime;
    private final RandomGenerator random;

    private RetryRules(List<RetryStep> steps, Duration lifetime, RandomGenerator random) {
        this.steps = steps;
        this.lifetime = lifetime;
        this.random = random;
    }

    /**
     * Reads the list.
     *
     * @param key where it stands, for messages
     * @param list the steps; none means 5 minutes, growing by half up to 4 hours
     * @param lifetime when to give up, for a list whose last step doesn't say
     * @throws IllegalArgumentException where a step can't be read or can't stand where it does
     */
    static RetryRules of(String key, List<String> list, Duration lifetime, RandomGenerator random) {
        if (lifetime.isNegative() || lifetime.isZero()) {
            throw new IllegalArgumentException(key + ": lifetime must be longer than nothing");
        }
        List<RetryStep> steps =
                list.isEmpty()
                        ? List.of(
                                new RetryStep.Times(Duration.ofMinutes(5), 1),
                                new RetryStep.Backoff(1.5, Duration.ofHours(4), lifetime))
                        : list.stream().map(step -> RetryStep.parse(key, step)).toList();
        requireOrder(key, steps, list);
        return new RetryRules(steps, end(steps.getLast(), lifetime), random);
    }

    /** What is waited after the first attempt. */
    Duration first() {
        return wait(1, Duration.ZERO);
    }

    /** How old a message may become. */
    Duration lifetime() {
        return lifetime;
    }

    @Override
    public Next after(Deferral deferral) {
        return after(deferral.attempts(), deferral.age());
    }

    /** The same for what alone counts here. */
    Next after(int attempts, Duration age) {
        if (age.compareTo(lifetime) >= 0) {
            return new Next.GiveUp();
        }
        return new Next.Wait(spread(wait(attempts, age)));
    }

    /**
     * Walks the steps. Waits are counted where a step counts them; where a step ends by the
     * message's age, as many are taken off the count as it has when attempts take no time.
     */
    private Duration wait(int attempts, Duration age) {
        long left = Math.max(1, attempts);
        Duration last = Duration.ZERO;
        Duration reached = Duration.ZERO;
        for (RetryStep step : steps) {
            switch (step) {
                case RetryStep.Times(Duration wait, int count) -> {
                    if (left <= count) {
                        return wait;
                    }
                    left -= count;
                    last = wait;
                    reached = reached.plus(product(wait, count));
                }
                case RetryStep.Until(Duration wait, Duration end) -> {
                    if (age.compareTo(end) < 0) {
                        return wait;
                    }
                    left = Math.max(1, left - waitsBetween(reached, end, wait));
                    last = wait;
                    reached = end;
                }
                case RetryStep.Backoff backoff -> {
                    if (age.compareTo(backoff.end()) < 0) {
                        return grown(last, backoff, left);
                    }
                    long used = 0;
                    for (Duration grown = last; reached.compareTo(backoff.end()) < 0; used++) {
                        grown = grown(grown, backoff, 1);
                        reached = reached.plus(grown);
                        last = grown;
                    }
                    left = Math.max(1, left - used);
                }
            }
        }
        return last;
    }

    private static Duration grown(Duration from, RetryStep.Backoff backoff, long times) {
        double most = backoff.most().toMillis();
        double millis = from.toMillis() * Math.pow(backoff.factor(), (double) times);
        return Duration.ofMillis((long) Math.min(millis, most));
    }

    /** At most a hundred million years, which is as good as for ever and doesn't overflow. */
    private static Duration product(Duration wait, int count) {
        double millis = Math.min((double) wait.toMillis() * count, 3.2e18);
        return Duration.ofMillis((long) millis);
    }

    private static long waitsBetween(Duration from, Duration end, Duration wait) {
        Duration span = end.minus(from);
        return span.isNegative() ? 0 : (span.toMillis() + wait.toMillis() - 1) / wait.toMillis();
    }

    private Duration spread(Duration wait) {
        if (wait.compareTo(JITTERED) < 0) {
            return wait;
        }
        return Duration.ofMillis((long) (wait.toMillis() * (0.9 + 0.2 * random.nextDouble())));
    }

    private static Duration end(RetryStep last, Duration lifetime) {
        return switch (last) {
            case RetryStep.Times _ -> lifetime;
            case RetryStep.Until(_, Duration end) -> end;
            case RetryStep.Backoff(_, _, Duration end) -> end;
        };
    }

    private static void requireOrder(String key, List<RetryStep> steps, List<String> list) {
        if (steps.getFirst() instanceof RetryStep.Backoff) {
            throw new IllegalArgumentException(
                    key + ": '" + list.getFirst() + "' has no wait before it to grow from");
        }
        Duration reached = Duration.ZERO;
        for (int i = 0; i < steps.size(); i++) {
            Duration end = end(steps.get(i), Duration.ofDays(Integer.MAX_VALUE));
            if (end.compareTo(reached) <= 0) {
                throw new IllegalArgumentException(
                        key + ": '" + list.get(i) + "' ends before the step above it");
            }
            if (!(steps.get(i) instanceof RetryStep.Times)) {
                reached = end;
            }
        }
    }
}
