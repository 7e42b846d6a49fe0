// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.transport.Deferral;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.Peer;
import io.postern.api.transport.RetrySchedule;
import io.postern.hooks.Subject;
import io.postern.spool.RecipientState;
import io.postern.spool.RecipientState.Waiting;
import io.postern.spool.SpooledMessage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Decides what an outcome means for a recipient: an end, another attempt at some time, or expiry.
 * Recipients of a domain that were put off alike are due together. Safe for many threads.
 */
final class Outcomes {
    private final Retries retries;
    private final InstantSource clock;

    Outcomes(Retries retries, InstantSource clock) {
        this.retries = retries;
        this.clock = clock;
    }

    /**
     * Decides for the recipients of one attempt.
     *
     * @param transport who tried; empty where routing ended it
     */
    List<Ended> decide(SpooledMessage message, String transport, List<Tried> tried) {
        Subject subject = Spooled.subject(message);
        return decide(message, transport, tried, deferral -> retries.after(deferral, subject));
    }

    /** Decides where asking the schedules broke: what was put off is tried in a while. */
    List<Ended> decideUnasked(SpooledMessage message, String transport, List<Tried> tried) {
        return decide(
                message, transport, tried, _ -> new RetrySchedule.Next.Wait(Progress.AFTER_BUG));
    }

    private List<Ended> decide(
            SpooledMessage message,
            String transport,
            List<Tried> tried,
            Function<Deferral, RetrySchedule.Next> schedule) {
        Instant now = clock.instant();
        Duration age = Spooled.age(message, now);
        Map<Deferral, RetrySchedule.Next> nexts = new HashMap<>();
        ReversePath ofMessage = message.reversePath();
        List<Ended> ended = new ArrayList<>(tried.size());
        for (Tried one : tried) {
            RecipientState state =
                    switch (one.outcome()) {
                        case DeliveryOutcome.Delivered(_, Peer peer, _) ->
                                new RecipientState.Delivered(
                                        Line.of((transport + " " + peer.host()).strip()));
                        case DeliveryOutcome.Failed(Status.Permanent status, _) ->
                                new RecipientState.Failed(status);
                        case DeliveryOutcome.Deferred deferred -> {
                            int attempts = attempts(one.entry()) + 1;
                            boolean doubtful = deferred.doubtful() || isDoubtful(one.entry());
                            Deferral deferral =
                                    new Deferral(
                                            message.id(),
                                            one.entry().recipient().reversePath(ofMessage),
                                            one.entry().recipient().mailbox().domain(),
                                            transport,
                                            Causes.of(deferred),
                                            deferred.status(),
                                            deferred.blame(),
                                            deferred.peer(),
                                            attempts,
                                            age,
                                            doubtful);
                            yield putOff(deferral, nexts.computeIfAbsent(deferral, schedule), now);
                        }
                    };
            ended.add(new Ended(one.entry(), one.outcome(), state));
        }
        return ended;
    }

    /** Whether deciding about these may take its time, so that the queue's thread shouldn't. */
    boolean mayBlock(List<Tried> tried) {
        return tried.stream().anyMatch(one -> one.outcome() instanceof DeliveryOutcome.Deferred)
                && retries.mayBlock();
    }

    /** How old a message may become at least. */
    Duration lifetime() throws InterruptedException {
        return retries.lifetime();
    }

    private static RecipientState putOff(Deferral deferral, RetrySchedule.Next next, Instant now) {
        String last = Reason.of(deferral).toString();
        return switch (next) {
            case RetrySchedule.Next.Wait(Duration wait) ->
                    new Waiting(deferral.attempts(), now.plus(wait), last, deferral.doubtful());
            case RetrySchedule.Next.Pass _ ->
                    throw new IllegalStateException("no schedule had an opinion");
            case RetrySchedule.Next.GiveUp _ ->
                    new RecipientState.Failed(
                            new Status.Permanent(4, 7, "delivery time expired; last: " + last));
        };
    }

    private static int attempts(SpooledMessage.Entry entry) {
        return entry.state() instanceof Waiting waiting ? waiting.attempts() : 0;
    }

    private static boolean isDoubtful(SpooledMessage.Entry entry) {
        return entry.state() instanceof Waiting waiting && waiting.doubtful();
    }

    /** One recipient: what was said of it, and where it stands now. */
    record Ended(SpooledMessage.Entry entry, DeliveryOutcome outcome, RecipientState state) {
        boolean isFailed() {
            return state instanceof RecipientState.Failed;
        }

        /** Given up, after a deferral. */
        boolean isExpired() {
            return isFailed() && outcome instanceof DeliveryOutcome.Deferred;
        }
    }
}
