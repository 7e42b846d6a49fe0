// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Peer;
import io.postern.api.transport.Transport;
import io.postern.hooks.Answer;
import io.postern.hooks.Hook;
import io.postern.spool.Spool;
import io.postern.spool.SpoolUnavailableException;
import io.postern.spool.SpooledMessage;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One attempt, from the spool to the transport's report. Blocks as long as the transport does, at
 * most until some time after the deadline; each attempt has a thread of its own. All trouble that
 * isn't the transport's own word is a deferral.
 */
final class DeliveryRun {
    /** How long a transport may overrun its deadline before it is interrupted. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Spool spool;
    private final HostIdentity host;
    private final InstantSource clock;
    private final Duration limit;
    private final Supplier<List<Reaction>> reactions;

    /**
     * Over a spool.
     *
     * @param reactions what replies call for; may block on the disk
     * @param limit the deadline of an attempt, from its start
     */
    DeliveryRun(
            Spool spool,
            HostIdentity host,
            InstantSource clock,
            Duration limit,
            Supplier<List<Reaction>> reactions) {
        this.reactions = reactions;
        this.spool = spool;
        this.host = host;
        this.clock = clock;
        this.limit = limit;
    }

    Result run(QueueId id, Indices indices, Passage passage, Hook<Transport> transport)
            throws InterruptedException {
        Optional<SpooledMessage> found = spool.find(id);
        List<SpooledMessage.Entry> entries =
                found.map(message -> Spooled.chosen(message, indices)).orElse(List.of());
        if (found.isEmpty() || entries.isEmpty()) {
            return new Result.Nobody();
        }
        SpooledMessage spooled = found.get();
        Message message;
        try {
            message = spooled.message();
        } catch (SpoolUnavailableException damaged) {
            return troubled(spooled, entries, Line.of("can't be read: " + damaged.getMessage()));
        }
        List<Recipient> recipients = entries.stream().map(SpooledMessage.Entry::recipient).toList();
        Attempt attempt =
                new Attempt(
                        spooled, message, recipients, passage, host, clock.instant().plus(limit));
        Answer<DeliveryReport> answer =
                transport
                        .about(Spooled.subject(spooled))
                        .call(t -> t.deliver(attempt), limit.plus(GRACE));
        return switch (answer) {
            case Answer.Given<DeliveryReport>(DeliveryReport report, _) when isRefused(report) ->
                    new Result.NoConnection();
            case Answer.Given<DeliveryReport>(DeliveryReport report, _) ->
                    ended(spooled, entries, report);
            case Answer.Trouble<DeliveryReport>(Status.Transient status, _) ->
                    troubled(spooled, entries, status.text());
            case Answer.None<DeliveryReport> _ -> new Result.TransportGone();
        };
    }

    private Result ended(
            SpooledMessage spooled, List<SpooledMessage.Entry> entries, DeliveryReport report) {
        List<Reaction> rules = reactions.get();
        List<Tried> tried = entries.stream().map(entry -> tried(entry, report)).toList();
        return new Result.Ended(
                spooled,
                tried.stream().map(one -> Provoked.judged(one, rules)).toList(),
                Answered.of(report),
                Provoked.by(tried, rules));
    }

    /** Whether all that came of it is that it was allowed no connection. */
    private static boolean isRefused(DeliveryReport report) {
        return !report.outcomes().isEmpty()
                && report.outcomes().values().stream()
                        .allMatch(outcome -> outcome.status().equals(Lane.NO_CONNECTION));
    }

    private static Tried tried(SpooledMessage.Entry entry, DeliveryReport report) {
        DeliveryOutcome outcome = report.outcomes().get(entry.recipient());
        return new Tried(
                entry,
                outcome != null
                        ? outcome
                        : deferral("the transport said nothing of this recipient"));
    }

    private static Result troubled(
            SpooledMessage message, List<SpooledMessage.Entry> entries, String text) {
        DeliveryOutcome outcome = deferral(text);
        return new Result.Ended(
                message,
                entries.stream().map(entry -> new Tried(entry, outcome)).toList(),
                Answered.UNKNOWN,
                Optional.empty());
    }

    private static DeliveryOutcome deferral(String text) {
        return new DeliveryOutcome.Deferred(
                new Status.Transient(3, 0, text), Blame.MESSAGE, Peer.NONE);
    }

    /** What an attempt says of its site. */
    enum Answered {
        YES,
        NO,
        UNKNOWN;

        static Answered of(DeliveryReport report) {
            if (report.outcomes().isEmpty()) {
                return UNKNOWN;
            }
            return report.outcomes().values().stream().anyMatch(Answered::isDown) ? NO : YES;
        }

        private static boolean isDown(DeliveryOutcome outcome) {
            return outcome instanceof DeliveryOutcome.Deferred(var status, Blame blame, _, _)
                    && blame == Blame.DESTINATION
                    && !status.equals(Lane.NO_CONNECTION);
        }
    }

    /** How an attempt ended. */
    sealed interface Result {
        /** With an outcome for each recipient. */
        record Ended(
                SpooledMessage message,
                List<Tried> tried,
                Answered answered,
                Optional<Provoked> provoked)
                implements Result {}

        /** None of the recipients waits any more. */
        record Nobody() implements Result {}

        /** It would have had to open a connection, and as many as may be have been. */
        record NoConnection() implements Result {}

        /** The transport went before it was asked. */
        record TransportGone() implements Result {}
    }
}
