// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.DsnRequest.Notify;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.Peer;
import io.postern.spool.RecipientState;
import io.postern.spool.RecipientState.Waiting;
import io.postern.spool.SpooledMessage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a sender is told of some recipients, who all met the same (RFC 3464).
 *
 * @param tried when they were tried last; {@link Instant#MIN} where that isn't known
 * @param until when they are given up, of those that are still tried; {@link Instant#MAX} of others
 */
record Dsn(Action action, List<About> recipients, Instant tried, Instant until) {
    Dsn {
        recipients = List.copyOf(recipients);
    }

    /**
     * What came of recipients, as far as the sender wants to hear it (RFC 3461 section 5.2).
     *
     * @param tried when the attempt ended; {@link Instant#MIN} where none was made
     */
    static List<Dsn> of(List<Outcomes.Ended> ended, Instant tried) {
        Map<Action, List<About>> told = new EnumMap<>(Action.class);
        for (Outcomes.Ended one : ended) {
            action(one)
                    .filter(action -> action.isWantedFor(one.entry()))
                    .ifPresent(
                            action ->
                                    told.computeIfAbsent(action, _ -> new ArrayList<>())
                                            .add(about(one)));
        }
        return told.entrySet().stream()
                .map(e -> new Dsn(e.getKey(), e.getValue(), tried, Instant.MAX))
                .toList();
    }

    /** What the postmaster is told of failures of mail without a sender, who can't have asked. */
    static List<Dsn> failed(List<Outcomes.Ended> failed, Instant tried) {
        return one(Action.FAILED, failed.stream().map(Dsn::about), tried, Instant.MAX);
    }

    /**
     * That these take long.
     *
     * @param until when they are given up
     * @param automatic whether the message is a list's or a program's, whose sender is told only
     *     where it asked for that
     */
    static List<Dsn> delayed(List<SpooledMessage.Entry> waiting, Instant until, boolean automatic) {
        return one(
                Action.DELAYED,
                waiting.stream()
                        .filter(Action.DELAYED::isWantedFor)
                        .filter(e -> !automatic || !e.recipient().dsn().events().isEmpty())
                        .map(Dsn::delayed),
                Instant.MIN,
                until);
    }

    /** That others get it in the place of these (RFC 3461 section 5.2.7.3). */
    static List<Dsn> expanded(List<SpooledMessage.Entry> replaced) {
        return one(
                Action.EXPANDED,
                replaced.stream().filter(Action.EXPANDED::isWantedFor).map(Dsn::expanded),
                Instant.MIN,
                Instant.MAX);
    }

    /** One report, or none where there is nobody to tell of. */
    private static List<Dsn> one(Action action, Stream<About> about, Instant tried, Instant until) {
        List<About> told = about.toList();
        return told.isEmpty() ? List.of() : List.of(new Dsn(action, told, tried, until));
    }

    /** What a report of some kind would tell, if it happened now. */
    static Dsn example(ReportKind kind, List<SpooledMessage.Entry> waiting, Instant until) {
        Action action = kind.action();
        List<About> told = waiting.stream().map(entry -> example(action, entry)).toList();
        return new Dsn(action, told, Instant.MIN, action == Action.DELAYED ? until : Instant.MAX);
    }

    private static About example(Action action, SpooledMessage.Entry entry) {
        return switch (action) {
            case DELAYED -> delayed(entry);
            case EXPANDED -> expanded(entry);
            case DELIVERED, RELAYED ->
                    new About(entry.index(), entry.recipient(), "2.0.0", "taken", Peer.NONE);
            case FAILED -> {
                About last = delayed(entry);
                yield new About(
                        entry.index(), entry.recipient(), "5.0.0", last.text(), last.peer());
            }
        };
    }

    /** The same of some of the recipients. */
    Dsn of(List<About> some) {
        return new Dsn(action, some, tried, until);
    }

    /** Whether an attempt is known (RFC 3464 section 2.3.7). */
    boolean isTried() {
        return !tried.equals(Instant.MIN);
    }

    /** Whether it is known when they are given up (RFC 3464 section 2.3.9). */
    boolean isLimited() {
        return !until.equals(Instant.MAX);
    }

    private static Optional<Action> action(Outcomes.Ended ended) {
        if (ended.isFailed()) {
            return Optional.of(Action.FAILED);
        }
        return switch (ended.outcome()) {
            case DeliveryOutcome.Delivered(_, _, var reach) ->
                    switch (reach) {
                        case MAILBOX -> Optional.of(Action.DELIVERED);
                        case RELAYED -> Optional.of(Action.RELAYED);
                        case PASSED_ON -> Optional.empty();
                    };
            case DeliveryOutcome.Deferred _, DeliveryOutcome.Failed _ -> Optional.empty();
        };
    }

    private static About about(Outcomes.Ended ended) {
        Status status = ended.outcome().status();
        String code = ended.isExpired() ? "4.4.7" : status.code();
        String text =
                ended.state() instanceof RecipientState.Failed(Status.Permanent why)
                        ? why.text()
                        : status.text();
        return new About(
                ended.entry().index(),
                ended.entry().recipient(),
                code,
                text,
                ended.outcome().peer());
    }

    private static About delayed(SpooledMessage.Entry entry) {
        Reason reason = Reason.read(entry.state() instanceof Waiting waiting ? waiting.last() : "");
        Peer peer = new Peer(reason.host(), "");
        return new About(entry.index(), entry.recipient(), reason.code(), reason.text(), peer);
    }

    private static About expanded(SpooledMessage.Entry entry) {
        String text = "passed on to the recipients behind it";
        return new About(entry.index(), entry.recipient(), "2.0.0", text, Peer.NONE);
    }

    /** RFC 3464 section 2.3.3. */
    enum Action {
        FAILED("failed", Notify.FAILURE),
        DELAYED("delayed", Notify.DELAY),
        DELIVERED("delivered", Notify.SUCCESS),
        RELAYED("relayed", Notify.SUCCESS),
        EXPANDED("expanded", Notify.SUCCESS);

        final String word;
        private final Notify event;

        Action(String word, Notify event) {
            this.word = word;
            this.event = event;
        }

        private boolean isWantedFor(SpooledMessage.Entry entry) {
            return entry.recipient().dsn().wants(event);
        }
    }

    /**
     * One recipient.
     *
     * @param index its place in the message
     * @param code of the status, as {@code 5.1.1}
     * @param text for people
     */
    record About(int index, Recipient recipient, String code, String text, Peer peer) {}
}
