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

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a sender is told of some recipients, who all met the same (RFC 3464). */
record Dsn(Action action, List<About> recipients) {
    Dsn {
        recipients = List.copyOf(recipients);
    }

    /** What came of recipients, as far as the sender wants to hear it (RFC 3461 section 5.2). */
    static List<Dsn> of(List<Outcomes.Ended> ended) {
        Map<Action, List<About>> told = new EnumMap<>(Action.class);
        for (Outcomes.Ended one : ended) {
            action(one)
                    .filter(action -> action.isWantedFor(one.entry()))
                    .ifPresent(
                            action ->
                                    told.computeIfAbsent(action, _ -> new ArrayList<>())
                                            .add(about(one)));
        }
        return told.entrySet().stream().map(e -> new Dsn(e.getKey(), e.getValue())).toList();
    }

    /** That these take long. */
    static List<Dsn> delayed(List<SpooledMessage.Entry> waiting) {
        return one(Action.DELAYED, waiting, Dsn::delayed);
    }

    /** That others get it in the place of these (RFC 3461 section 5.2.7.3). */
    static List<Dsn> expanded(List<SpooledMessage.Entry> replaced) {
        return one(Action.EXPANDED, replaced, Dsn::expanded);
    }

    private static List<Dsn> one(
            Action action,
            List<SpooledMessage.Entry> entries,
            Function<SpooledMessage.Entry, About> teller) {
        List<About> told = entries.stream().filter(action::isWantedFor).map(teller).toList();
        return told.isEmpty() ? List.of() : List.of(new Dsn(action, told));
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
        String last = entry.state() instanceof Waiting waiting ? waiting.last() : "";
        String text = last.isEmpty() ? "not tried yet" : last;
        return new About(entry.index(), entry.recipient(), "4.4.7", text, Peer.NONE);
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
