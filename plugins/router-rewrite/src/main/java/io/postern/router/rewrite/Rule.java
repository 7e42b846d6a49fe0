// SPDX-License-Identifier: Apache-2.0
package io.postern.router.rewrite;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.routing.RoutingContext;

import java.util.List;
import java.util.Optional;

/**
 * One cell of the matrix, or a part of one.
 *
 * @param in channels the mail comes from, by the domain of its reverse-path; none for all, also for
 *     the null reverse-path
 * @param out channels it goes to, by the recipient's domain; none for all
 * @param becomes what the recipient becomes; none to leave it
 * @param sender what the sender of that copy becomes; none to leave it
 */
record Rule(
        List<Channel> in,
        List<Channel> out,
        AddressPattern from,
        AddressPattern to,
        List<Replacement> becomes,
        List<Replacement> sender) {
    Rule {
        in = List.copyOf(in);
        out = List.copyOf(out);
        becomes = List.copyOf(becomes);
        sender = List.copyOf(sender);
    }

    /** What a rule says of an address. */
    sealed interface Result {
        /** Nothing. */
        record Silent() implements Result {}

        /** That it becomes another. */
        record Changed(Mailbox mailbox) implements Result {}

        /** That it becomes what is none. */
        record Broken() implements Result {}
    }

    /** What the recipient becomes. */
    Result recipient(Recipient recipient, RoutingContext context) {
        return becomes.isEmpty() || !isFor(recipient, context)
                ? new Result.Silent()
                : result(to, becomes.getFirst(), recipient.mailbox());
    }

    /** What the sender becomes; a null reverse-path stays one. */
    Result sender(Recipient recipient, RoutingContext context) {
        return !sender.isEmpty()
                        && context.reversePath() instanceof ReversePath.Of(Mailbox mailbox)
                        && isFor(recipient, context)
                ? result(from, sender.getFirst(), mailbox)
                : new Result.Silent();
    }

    private boolean isFor(Recipient recipient, RoutingContext context) {
        return isFrom(context)
                && isIn(out, recipient.mailbox(), context)
                && to.captures(recipient.mailbox()).isPresent();
    }

    private boolean isFrom(RoutingContext context) {
        return switch (context.reversePath()) {
            case ReversePath.Null _ -> in.isEmpty() && from.equals(AddressPattern.ANY);
            case ReversePath.Of(Mailbox mailbox) ->
                    isIn(in, mailbox, context) && from.captures(mailbox).isPresent();
        };
    }

    private static boolean isIn(List<Channel> some, Mailbox mailbox, RoutingContext context) {
        return some.isEmpty()
                || some.stream().anyMatch(one -> one.has(mailbox.domain(), context.host()));
    }

    private static Result result(AddressPattern pattern, Replacement by, Mailbox mailbox) {
        Optional<List<String>> captures = pattern.captures(mailbox);
        if (captures.isEmpty()) {
            return new Result.Silent();
        }
        return by.with(captures.get())
                .<Result>map(Result.Changed::new)
                .orElseGet(Result.Broken::new);
    }
}
