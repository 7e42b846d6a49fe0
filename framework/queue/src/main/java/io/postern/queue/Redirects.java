// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.DsnRequest.Notify;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.Status;
import io.postern.api.routing.RoutingDecision;
import io.postern.queue.RoutingChain.Lineage;
import io.postern.spool.RecipientState;
import io.postern.spool.SpooledMessage;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The redirects of one message, as its recipients in the spool tell them, and the rules for the
 * next one. Made anew for each round; used by one thread.
 *
 * <ul>
 *   <li><b>Self.</b> A mailbox among its own ancestors is that mailbox itself: {@code alice: alice,
 *       bob} delivers to alice too. The routers that redirected it on the way here don't again: of
 *       the routers that would redirect it, as many are passed over as it has been redirected, so
 *       an alias to oneself still meets one's forwarding file.
 *   <li><b>Loop.</b> Where then nobody delivers to it, as with {@code a: b} and {@code b: a}, it
 *       fails with 5.4.6.
 *   <li><b>Depth and width.</b> A redirect beyond {@value #MOST_DEPTH} in a row, or to more than
 *       {@value #MOST_RECIPIENTS} recipients of the message in all, fails with 5.4.6.
 *   <li><b>Once.</b> A mailbox that the message already has gets it once. Where nothing is left of
 *       a redirect after that, its recipient is done with.
 *   <li><b>Notifications.</b> What the sender asked to be told of goes with a redirect. Where
 *       several get it, success ends here, with a report of the expansion, or the sender would hear
 *       of addresses it never named (RFC 3461 sections 5.2.7.2 and 5.2.7.3).
 *   <li><b>Sender.</b> A redirect with a sender of its own begins anew, as a list does: bounces
 *       speak of whom it names, to that sender, who has asked for nothing (RFC 3461 section
 *       5.2.7.4). Later redirects of its recipients leave them that sender.
 * </ul>
 */
final class Redirects {
    static final int MOST_DEPTH = 20;
    static final int MOST_RECIPIENTS = 10_000;

    private final List<SpooledMessage.Entry> entries;
    private final int[] parents;
    private final Map<Mailbox, Integer> present = new HashMap<>();
    private int recipients;

    /** Reads what is recorded. A redirect's recipients always stand behind the one they replace. */
    Redirects(List<SpooledMessage.Entry> entries) {
        this.entries = entries;
        this.recipients = entries.size();
        this.parents = new int[entries.size()];
        Map<Recipient, Integer> bringer = new HashMap<>();
        for (int i = 0; i < parents.length; i++) {
            SpooledMessage.Entry entry = entries.get(i);
            parents[i] = bringer.getOrDefault(entry.recipient(), -1);
            present.merge(entry.recipient().mailbox(), 1, Integer::sum);
            if (entry.state() instanceof RecipientState.Redirected(List<Recipient> brought)) {
                for (Recipient recipient : brought) {
                    bringer.put(recipient, i);
                }
            }
        }
    }

    /** What led to a recipient. */
    Lineage lineage(int index) {
        int depth = 0;
        for (int up = parents[index]; up >= 0; up = parents[up]) {
            depth++;
        }
        return new Lineage(depth, onPath(index, mailbox(index)) - 1);
    }

    /** What a redirect makes of a recipient; later redirects of the round see it done. */
    Result redirect(int index, RoutingDecision.Redirect redirect) {
        if (lineage(index).depth() >= MOST_DEPTH) {
            return tooFar("redirected more than " + MOST_DEPTH + " times");
        }
        List<Mailbox> missing =
                redirect.mailboxes().stream()
                        .distinct()
                        .filter(m -> present.getOrDefault(m, 0) == onPath(index, m))
                        .toList();
        Recipient named = entries.get(index).recipient();
        boolean alone = missing.size() == 1;
        List<Recipient> fresh =
                missing.stream().map(m -> inPlaceOf(named, m, redirect, alone)).toList();
        if (recipients + fresh.size() > MOST_RECIPIENTS) {
            return tooFar("redirected to more than " + MOST_RECIPIENTS + " recipients");
        }
        recipients += fresh.size();
        fresh.forEach(recipient -> present.merge(recipient.mailbox(), 1, Integer::sum));
        return new Result.To(fresh);
    }

    private static Recipient inPlaceOf(
            Recipient named, Mailbox other, RoutingDecision.Redirect redirect, boolean alone) {
        return switch (redirect.returnPath()) {
            case ReturnPath.Own own -> new Recipient(other, other, DsnRequest.NONE, own);
            case ReturnPath.OfMessage _ -> {
                DsnRequest dsn = alone ? named.dsn() : withoutSuccess(named.dsn());
                yield new Recipient(other, named.original(), dsn, named.returnPath());
            }
        };
    }

    private static DsnRequest withoutSuccess(DsnRequest dsn) {
        if (!dsn.events().contains(Notify.SUCCESS)) {
            return dsn;
        }
        Set<Notify> rest = EnumSet.copyOf(dsn.events());
        rest.remove(Notify.SUCCESS);
        return new DsnRequest(
                rest.isEmpty() ? Set.of(Notify.NEVER) : rest, dsn.originalRecipient());
    }

    /** How often a mailbox stands on the way that led to a recipient, itself included. */
    private int onPath(int index, Mailbox mailbox) {
        int times = 0;
        for (int up = index; up >= 0; up = parents[up]) {
            if (mailbox(up).equals(mailbox)) {
                times++;
            }
        }
        return times;
    }

    private Mailbox mailbox(int index) {
        return entries.get(index).recipient().mailbox();
    }

    private static Result tooFar(String text) {
        return new Result.TooFar(new Status.Permanent(4, 6, text));
    }

    /** What becomes of it. */
    sealed interface Result {
        /** These get it instead; none where all have it already. */
        record To(List<Recipient> recipients) implements Result {}

        /** A limit stands in the way. */
        record TooFar(Status.Permanent status) implements Result {}
    }
}
