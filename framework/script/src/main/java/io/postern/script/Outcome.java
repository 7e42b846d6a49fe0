// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.Peer;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of one recipient, as a script is told.
 *
 * @param kind {@code delivered}, {@code deferred}, {@code failed} or {@code discarded}
 * @param transport who tried, empty where nobody did
 * @param code as {@code 2.0.0}; empty where it was discarded
 * @param text the status's, or why it was discarded
 * @param delay since the message was taken, zero where it was discarded
 */
record Outcome(
        QueueId queueId,
        Recipient recipient,
        String kind,
        String transport,
        String code,
        String text,
        Peer peer,
        Duration delay) {
    /** What an event says of a recipient, if it does. */
    static Optional<Outcome> of(MailEvent event) {
        return switch (event) {
            case MailEvent.Attempted attempted -> Optional.of(of(attempted));
            case MailEvent.Discarded(_, var id, var recipient, var reason) ->
                    Optional.of(
                            new Outcome(
                                    id,
                                    recipient,
                                    "discarded",
                                    "",
                                    "",
                                    reason,
                                    Peer.NONE,
                                    Duration.ZERO));
            default -> Optional.empty();
        };
    }

    private static Outcome of(MailEvent.Attempted attempted) {
        DeliveryOutcome outcome = attempted.outcome();
        Status status = outcome.status();
        return new Outcome(
                attempted.queueId(),
                attempted.recipient(),
                kind(outcome),
                attempted.transport(),
                status.code(),
                status.text(),
                outcome.peer(),
                attempted.delay());
    }

    private static String kind(DeliveryOutcome outcome) {
        return switch (outcome) {
            case DeliveryOutcome.Delivered _ -> "delivered";
            case DeliveryOutcome.Deferred _ -> "deferred";
            case DeliveryOutcome.Failed _ -> "failed";
        };
    }
}
