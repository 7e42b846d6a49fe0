// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.queue.Reaction.Action;

import java.util.List;
import java.util.Optional;

/**
 * A rule that a reply has called for.
 *
 * @param reply with its host, on one line
 */
record Provoked(Reaction rule, String reply) {
    /** The first rule that one of these outcomes calls for, beside those that end recipients. */
    static Optional<Provoked> by(List<Tried> tried, List<Reaction> rules) {
        for (Tried one : tried) {
            if (!(one.outcome() instanceof DeliveryOutcome.Delivered)) {
                Optional<Reaction> rule = first(one.outcome(), rules);
                if (rule.isPresent() && rule.get().action() != Action.BOUNCE) {
                    return Optional.of(new Provoked(rule.get(), reply(one.outcome())));
                }
            }
        }
        return Optional.empty();
    }

    /** What rules make of an outcome: a deferral may be as good as a failure. */
    static Tried judged(Tried tried, List<Reaction> rules) {
        return tried.outcome() instanceof DeliveryOutcome.Deferred deferred
                        && first(deferred, rules)
                                .filter(rule -> rule.action() == Action.BOUNCE)
                                .isPresent()
                ? new Tried(tried.entry(), failed(deferred))
                : tried;
    }

    /** Host and reply, or an empty text. */
    static String reply(DeliveryOutcome outcome) {
        return outcome.peer().reply().isEmpty()
                ? ""
                : Line.of(outcome.peer().host() + ": " + outcome.peer().reply());
    }

    /** Why mail waits. */
    Status.Transient status() {
        return new Status.Transient(7, 0, Line.of("suspended after " + reply));
    }

    private static DeliveryOutcome failed(DeliveryOutcome.Deferred deferred) {
        Status.Transient status = deferred.status();
        return new DeliveryOutcome.Failed(
                new Status.Permanent(status.subject(), status.detail(), status.text()),
                deferred.peer());
    }

    private static Optional<Reaction> first(DeliveryOutcome outcome, List<Reaction> rules) {
        return rules.stream().filter(rule -> rule.matches(outcome.peer())).findFirst();
    }
}
